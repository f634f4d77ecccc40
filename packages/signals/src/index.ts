export * from './signal.ts'
export * from './reads.ts'
export * from './catalogue.ts'
