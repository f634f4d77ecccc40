export * from '@gatehouse/contract'
