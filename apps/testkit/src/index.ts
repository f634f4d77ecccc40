export * from './start-test-server.ts'
export * from './orders.ts'
export * from './expect-contract.ts'
