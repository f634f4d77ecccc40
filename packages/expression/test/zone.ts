/** Minutes east of UTC of an IANA zone, from the platform's data: a host's job, not the language's. */
export function zoneOffsetMinutes(zone: string, epochSeconds: number): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    const part = format
      .formatToParts(epochSeconds * 1000)
      .find(({ type }) => type === 'timeZoneName')
    const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(part?.value ?? '')
    if (match === null) return undefined
    const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)
    return match[1] === '-' ? -minutes : minutes
  } catch {
    return undefined
  }
}
