import CBoard

let status = Firmware.run()
board_exit(status)
