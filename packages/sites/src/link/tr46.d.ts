/** What is used of `tr46`: UTS 46, the rules by which browsers read names in any script. */
declare module 'tr46' {
  interface Rules {
    readonly checkBidi?: boolean
    readonly checkHyphens?: boolean
    readonly checkJoiners?: boolean
    readonly useSTD3ASCIIRules?: boolean
    readonly transitionalProcessing?: boolean
    readonly ignoreInvalidPunycode?: boolean
  }
  /** `null`: not a name. */
  export function toASCII(
    name: string,
    rules: Rules & { readonly verifyDNSLength?: boolean },
  ): string | null
  export function toUnicode(name: string, rules: Rules): { domain: string; error: boolean }
}
