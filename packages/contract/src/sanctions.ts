/** The entry of the operator's sanctions lists that a name is most like. */
export interface SanctionsFacts {
  readonly known: true
  /** 0 to 1; 1: the same name. */
  readonly score: number
  /** `null`: it is like none. */
  readonly entry: string | null
  /** Whether the list puts the person there; `null`: it does not say. */
  readonly isOfCountry: boolean | null
}
