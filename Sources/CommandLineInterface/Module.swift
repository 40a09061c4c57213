// Option tables, help, errors and exit codes of the commands.
