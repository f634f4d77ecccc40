import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Campaign, PublicCheck, TimelineEntry } from '@gatehouse/contract'
import { readConfig, startServer, type Server } from '@gatehouse/server'
import { readSiteState, seen, type KeptJudgement } from '@gatehouse/investigate'
import type { StoredSite } from '@gatehouse/store'
import { openLocalInternet, type LocalInternet } from './local-internet.ts'
import { energyWorld, type DrillSite, type EnergyVariant, type EnergyWorld } from './world.ts'

export interface EnergyOptions {
  readonly variant: EnergyVariant
  readonly decoys: number
  readonly seed: number
  readonly deadlineS: number
}

export interface EnergyReport {
  readonly variant: EnergyVariant
  readonly seed: number
  /** Sites of the campaign. */
  readonly sites: number
  /** Those of them that the campaign holds. */
  readonly found: number
  /** Those of them that the blocklist holds. */
  readonly blocked: number
  /** Those that the published list holds, as a resolver loads it. */
  readonly listed: number
  /** Those whose checkout was walked. */
  readonly walked: number
  readonly decoys: number
  readonly decoys_blocked: number
  readonly decoys_in_campaign: number
  /** Honest sites that were blocked, and why. */
  readonly wrongly_blocked: readonly MissedSite[]
  /** From the link to the last block, of the wall clock; `null`: not all in time. */
  readonly seconds: number | null
  /** From the link to the end of the last look, its walk to the checkout included. */
  readonly walked_s: number | null
  /** From the link to the first verdict of malicious. */
  readonly first_verdict_s: number | null
  /** Requests with a body that reached a site of the drill: none may. */
  readonly sent: number
  /** How like the core the least of the covered pages is, and the share of sites that are covered. */
  readonly similarity: number
  readonly coverage: number
  readonly timeline: readonly TimelineEntry[]
  /** Those that are not blocked, and what was said of each. */
  readonly missed: readonly MissedSite[]
}

interface MissedSite {
  readonly site: string
  readonly verdict: string
  readonly log_odds: number | null
  /** By layer: its log-odds, or why it could not look. */
  readonly layers: Readonly<Record<string, number | string>>
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** The reference case: 14 reports within 2.5 hours. */
const REPORTS = 14
const REPORTS_WITHIN_MS = 2.5 * HOUR_MS
const ASK_EVERY_MS = 300
const LIST_TRIES = 30

/** How far it is, and how many sites are done. */
export type OnEnergy = (share: number, sites: number) => void

/**
 * Plays the reference case against the whole system on this machine: a server with its database, a
 * small internet of 27 sites of one operator among honest ones, and one link that somebody hands in.
 */
export async function drillEnergy(
  options: EnergyOptions,
  onStage: (stage: string) => void,
  onProgress: OnEnergy,
): Promise<EnergyReport> {
  const nowMs = Date.now()
  const world = energyWorld({ ...options, nowMs })
  const internet = await openLocalInternet(world)
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-drill-'))
  try {
    const bootstrapFile = join(dataDir, 'rdap.json')
    writeFileSync(bootstrapFile, internet.bootstrap)
    const config = readConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      RDAP_BOOTSTRAP_FILE: bootstrapFile,
    })
    const { resolver, dialer } = internet
    const server = await startServer(config, onStage, { dialer, resolver })
    try {
      return await play(server, world, internet, options, nowMs, onProgress)
    } finally {
      await server.close()
    }
  } finally {
    await internet.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function play(
  server: Server,
  world: EnergyWorld,
  internet: LocalInternet,
  options: EnergyOptions,
  nowMs: number,
  onProgress: OnEnergy,
): Promise<EnergyReport> {
  const { sites } = server.services.store
  await tellRegistrations(server, world)
  await meetDecoys(server, world.decoys, onProgress)
  const [first] = world.campaign
  const key = first!.domain
  // The last report has the site looked at already: the clock starts before it.
  const startedMs = performance.now()
  await reportBefore(server, key, nowMs)
  const seconds = () => (performance.now() - startedMs) / 1000
  const asked = await call<PublicCheck>(server, 'POST', '/v1/public/checks', {
    link: `https://${key}/`,
  })
  let [blockedS, walkedS, firstS]: (number | undefined)[] = []
  const names = world.campaign.map(({ domain }) => domain)
  while (seconds() < options.deadlineS && walkedS === undefined) {
    const known = await sites.find(names)
    if (known.some((site) => site.key === key && site.verdict === 'malicious')) firstS ??= seconds()
    const blocked = known.filter(({ isBlocked }) => isBlocked).length
    const walked = known.filter(({ investigation }) => investigation === 'done').length
    if (blocked === names.length) blockedS ??= seconds()
    if (walked === names.length && blocked === names.length) walkedS = seconds()
    onProgress((blocked + walked) / (2 * names.length), blocked)
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
  const campaign = await campaignOf(server, key)
  const own = new Set(world.campaign.map(({ domain }) => domain))
  const members = campaign?.sites.map(({ site }) => site) ?? []
  const blocked = await blockedOf(server, world.campaign)
  const stored = await sites.find([...own])
  const listed = await listedOf(server, names)
  const wrong = await blockedOf(server, world.decoys)
  const wrongSites = await sites.find(wrong)
  return {
    variant: options.variant,
    seed: options.seed,
    sites: own.size,
    found: members.filter((site) => own.has(site)).length,
    blocked: blocked.length,
    listed: listed.length,
    walked: stored.filter(({ observations }) => isWalked(observations)).length,
    decoys: world.decoys.length,
    decoys_blocked: wrong.length,
    wrongly_blocked: wrongSites.map(({ key: site }) => missedOf(site, wrongSites)),
    decoys_in_campaign: members.filter((site) => !own.has(site)).length,
    seconds: blockedS ?? null,
    walked_s: walkedS ?? null,
    first_verdict_s: firstS ?? null,
    sent: internet.posted(),
    similarity: campaign?.similarity ?? 0,
    coverage: campaign?.coverage ?? 0,
    timeline: campaign?.timeline ?? (await checkOf(server, asked.id)),
    missed: [...own]
      .filter((domain) => !blocked.includes(domain))
      .map((domain) => missedOf(domain, stored)),
  }
}

async function campaignOf(server: Server, key: string): Promise<Campaign | null> {
  const [site] = await server.services.store.sites.find([key])
  const id = site?.campaignId ?? null
  return id === null ? null : call<Campaign>(server, 'GET', `/v1/campaigns/${id}`)
}

/** To the card form at least; a browser that did not come up is no walk. */
function isWalked(observations: StoredSite['observations']): boolean {
  const walked = seen(readSiteState(observations).payment_flow)
  return walked !== null && (walked.reached === 'card_form' || walked.reached === 'submitted')
}

function missedOf(domain: string, stored: readonly StoredSite[]): MissedSite {
  const site = stored.find(({ key }) => key === domain)
  const kept = (site?.judgement ?? null) as KeptJudgement | null
  const layers = (kept?.layers ?? []).map(({ layer, state, logOdds, reason }) => [
    layer,
    state === 'read' ? Math.round(logOdds * 100) / 100 : (reason ?? 'unknown'),
  ])
  return {
    site: domain,
    verdict: site?.verdict ?? 'never met',
    log_odds: kept === null ? null : Math.round(kept.logOdds * 100) / 100,
    layers: Object.fromEntries(layers) as MissedSite['layers'],
  }
}

/** What a list of new registrations would have said: of that week, and of the months before. */
async function tellRegistrations(server: Server, world: EnergyWorld): Promise<void> {
  const domains = world.sites.map((site) => ({
    domain: site.domain,
    registered_at: new Date(site.registeredAtMs).toISOString(),
    registrar: site.registrar,
    ...(site.privacyService === null ? {} : { privacy_service: site.privacyService }),
    name_servers: [...site.nameServers],
  }))
  await call(server, 'POST', '/v1/new-domains', { source: 'drill', domains })
}

/** Honest sites that people asked about before: looked at, and remembered. */
async function meetDecoys(
  server: Server,
  decoys: readonly DrillSite[],
  onProgress: OnEnergy,
): Promise<void> {
  const { sites, jobs } = server.services.store
  const atMs = Date.now() - DAY_MS
  for (const { domain } of decoys) {
    await sites.meet(domain, 'site', atMs)
    await sites.observe(domain, 'url', `https://${domain}/`, null, [])
  }
  const keys = decoys.map(({ domain }) => domain)
  await sites.setInvestigation(keys, 'waiting')
  const { investigateJob } = await import('@gatehouse/investigate')
  await jobs.enqueue(
    decoys.map(({ domain }) => investigateJob({ site: domain, beside: 'earlier checks' })),
  )
  for (;;) {
    const known = await sites.find(keys)
    const done = known.filter(({ investigation }) => investigation === 'done').length
    onProgress(done / Math.max(1, keys.length), done)
    if (done === keys.length) return
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}

/** What a resolver would refuse. The list is published within seconds of the last verdict. */
async function listedOf(server: Server, names: readonly string[]): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${server.url}/v1/blocklist.txt`)
    const lines = new Set((await answer.text()).split('\n'))
    const listed = names.filter((name) => lines.has(name))
    if (listed.length === names.length || tries >= LIST_TRIES) return listed
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}

/** People reported the site within the last hours. */
async function reportBefore(server: Server, key: string, nowMs: number): Promise<void> {
  const { sites, personal } = server.services.store
  const { newId } = await import('@gatehouse/store')
  await sites.meet(key, 'site', nowMs)
  for (let each = 0; each < REPORTS - 1; each++) {
    const atMs = Math.floor(nowMs - REPORTS_WITHIN_MS * (1 - each / REPORTS))
    const reporter = personal.token('', 'reporter', `victim ${each}`)
    await sites.report({
      id: newId(atMs),
      key,
      atMs,
      reason: 'lost_money',
      reporter,
      network: null,
    })
  }
  await call(server, 'POST', '/v1/reports', {
    link: `https://${key}/`,
    reason: 'lost_money',
    reporter: 'victim who asks',
  })
}

async function blockedOf(server: Server, sites: readonly DrillSite[]): Promise<string[]> {
  const keys = sites.map(({ domain }) => domain)
  const found = await server.services.store.sites.find(keys)
  return found.filter(({ isBlocked }) => isBlocked).map(({ key }) => key)
}

async function checkOf(server: Server, id: string): Promise<readonly TimelineEntry[]> {
  const check = await server.services.store.sites.check(id)
  if (check === undefined) return []
  const events = await server.services.store.sites.events([check.site.key])
  return events.map(({ atMs, code, text }) => ({
    at: new Date(atMs).toISOString(),
    seconds: (atMs - check.submittedAtMs) / 1000,
    code,
    text,
  }))
}

async function call<Answer>(
  server: Server,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as Answer
}
