export * from './lexical-model.ts'
