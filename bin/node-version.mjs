const FLOOR = [20, 19]

/** Ends the process with one clear line when Node is older than `engines` of package.json asks. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return
  console.error(
    `gatehouse needs Node ${FLOOR.join('.')} or newer, this is ${version}: install a newer one from https://nodejs.org`,
  )
  process.exit(1)
}
