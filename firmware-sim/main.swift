import CommandLineInterface

Program(SimulateCommand()).main()
