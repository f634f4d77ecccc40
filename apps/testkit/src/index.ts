export * from './start-test-server.ts'
export * from './orders.ts'
