import { unknownBecause } from '@gatehouse/contract'

/** A shop without a model knows no probability: a policy about it is unknown, and says so. */
export const NO_MODEL = unknownBecause('no_model')
