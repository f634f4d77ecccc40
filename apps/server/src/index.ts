export { ConfigError, readConfig, type Config } from './config.ts'
export { serve, startServer, type Server } from './serve.ts'
export { withStore } from './with-store.ts'
export { readStarters, type Starters } from './starters.ts'
