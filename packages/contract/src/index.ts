export * from './signal-value.ts'
export * from './window.ts'
export * from './reference.ts'
