export type { Terminal } from './command.ts'
export { EXIT_FAILED, EXIT_OK, EXIT_USAGE, run } from './run.ts'
