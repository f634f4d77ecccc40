export type Environment = Readonly<Record<string, string | undefined>>

/** Notes what is wrong with a setting and what to do; reading goes on, so that all faults are told. */
export type Fault = (text: string) => void
