import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What tests use of the system, each known by a file it brings. Without it those tests skip and name it. */
const PACKAGES = [
  {
    name: 'postgresql-15',
    file: '/usr/lib/postgresql/15/bin/postgres',
    purpose: 'the oldest PostgreSQL that the store supports',
  },
  {
    name: 'bind9-utils',
    file: '/usr/bin/named-checkzone',
    purpose: 'the reader of response policy zones that the blocklist is held to',
  },
  {
    name: 'unbound',
    file: '/usr/sbin/unbound-checkconf',
    purpose: 'the resolver that loads the blocklist for Unbound',
  },
  {
    name: 'dnsmasq-base',
    file: '/usr/sbin/dnsmasq',
    purpose: 'the resolver that loads the blocklist for dnsmasq',
  },
  {
    name: 'chromium',
    file: '/usr/lib/chromium/chromium',
    purpose: 'the browser that walks through shops',
  },
]

const APT_TIMEOUT_MS = 5 * 60_000

/** Installs them as root where apt-get exists. Never fails the run: what is missing is said. */
export function installDebianPackages({ mayInstall }) {
  const missing = PACKAGES.filter(({ file }) => !existsSync(file))
  if (missing.length === 0) return
  const isRoot = process.getuid?.() === 0
  if (mayInstall && isRoot && existsSync('/usr/bin/apt-get')) {
    const names = missing.map(({ name }) => name)
    console.log(`installing Debian packages: ${names.join(' ')} (NO_INSTALL=1 prevents this)`)
    aptGet(['update'])
    aptGet(['install', '--yes', '--no-install-recommends', ...names])
  }
  for (const { name, file, purpose } of missing) {
    if (existsSync(file)) continue
    console.log(`NOT INSTALLED ${name} (${purpose}): the tests that need it will skip`)
  }
}

function aptGet(args) {
  const { status } = spawnSync('apt-get', ['-q', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: APT_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) console.log(`apt-get ${args[0]} did not succeed: going on without it`)
}
