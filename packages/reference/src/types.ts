// The shapes of the answers belong to the contract (`packages/contract/src/reference.ts`: edit
// them there), because signals are computed from them and may not import this package.
export * from '@gatehouse/contract'
