import BenchCommands

BenchProgram.main()
