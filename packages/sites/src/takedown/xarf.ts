import { timeText } from '../feed/feed.ts'

/** Who reports. XARF wants an organisation to have all three. */
export interface XarfReporter {
  readonly organisation: string
  readonly domain: string
  readonly email: string
}

/** What is reported. */
export interface XarfCase {
  /** A page that shows it. */
  readonly url: string
  /** Where it answered from; `null`: nobody looked, or it is not to be told. */
  readonly ip: string | null
  readonly firstSeenAtMs: number
  readonly lastSeenAtMs: number
  /** It was there when last looked. */
  readonly isOngoing: boolean
  /** Sentences with figures; never text of the site. */
  readonly findings: readonly string[]
  /** What proves it, by the hash of what was seen. */
  readonly evidence: readonly {
    readonly name: string
    readonly sha256: string
    readonly seenAtMs: number
  }[]
  /** Id of our takedown: answers name it. */
  readonly reference: string
}

const FINDINGS_MAX = 20
const EVIDENCE_MAX = 50

/**
 * An abuse report for a host, a registrar or a content network: XARF 3, class `Content`, type
 * `Phishing`, the nearest that there is to a fake shop.
 */
export function xarfReport(reporter: XarfReporter, what: XarfCase): object {
  return {
    Version: '3',
    ReporterInfo: {
      ReporterType: 'Org',
      ReporterOrg: reporter.organisation,
      ReporterOrgDomain: reporter.domain,
      ReporterOrgEmail: reporter.email,
    },
    Disclosure: true,
    Report: {
      ReportClass: 'Content',
      ReportType: 'Phishing',
      Date: timeText(what.lastSeenAtMs),
      FirstSeen: timeText(what.firstSeenAtMs),
      ...(what.ip === null ? {} : { SourceIp: what.ip }),
      SourceUrl: what.url,
      Ongoing: what.isOngoing,
      Samples: [
        {
          ContentType: 'text/plain',
          Base64Encoded: false,
          Description: `What was found (case ${what.reference})`,
          Payload: payload(what),
        },
      ],
    },
  }
}

function payload({ findings, evidence, reference }: XarfCase): string {
  const seen = evidence
    .slice(0, EVIDENCE_MAX)
    .map(({ name, sha256, seenAtMs }) => `${timeText(seenAtMs)} ${name} sha256:${sha256}`)
  return [
    `Case ${reference}. Findings:`,
    ...findings.slice(0, FINDINGS_MAX).map((finding) => `- ${finding}`),
    'Evidence that is kept, by the hash of its bytes:',
    ...seen.map((line) => `- ${line}`),
  ].join('\n')
}

/** The mail that carries the report, for those who read no XARF. Plain text, ASCII. */
export function reportText(what: XarfCase): string {
  return [
    `We ask you to take down ${defanged(what.url)}: it deceives shoppers.`,
    '',
    payload(what),
    '',
    'The attached report is XARF 3 (https://github.com/abusix/xarf) for automatic handling.',
  ].join('\n')
}

/** Nobody opens it by accident. */
export function defanged(url: string): string {
  return url
    .replace(/^http/, 'hxxp')
    .replace(/^(\w+:\/\/)([^/]+)/, (_, scheme: string, host: string) => {
      return scheme + host.replaceAll('.', '[.]')
    })
}
