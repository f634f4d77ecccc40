import { SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { examineEach, liveBySegment } from '../preflight/by-segment.ts'
import { CHECK_STATES, type CheckState } from '../preflight/check.ts'
import { CHECKS } from '../preflight/checks.ts'
import { readInstallation } from '../preflight/read-installation.ts'
import { right, textTable, type Cell } from '../text-table.ts'

const SHOWN: Readonly<Record<CheckState, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  not_connected: 'not connected',
  by_hand: 'by hand',
}

export const preflightCommand: Command = {
  name: 'preflight',
  operands: [],
  summary: 'go through the 20 checks before a shop takes much money',
  details: `Asks a running server whether the rule of each check is live and whether what it reads arrives in the
newest 200 orders. Of a shop with segments the worst is told, and whose it is. What nobody sends or carries out is \`not connected\` and never a pass; what no
machine can see is \`by hand\`. Exit code 1 while something fails or is not connected, or the shop only observes. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    json: { doc: 'print the findings as JSON' },
  },
  async run(input, terminal) {
    const { installation, live } = await readInstallation(input.text('shop'), Date.now(), terminal)
    const segments = liveBySegment(live)
    const findings = CHECKS.map((check) => ({
      check: check.number,
      title: check.title,
      ...examineEach(check, installation, segments),
    }))
    const count = (state: CheckState) =>
      findings.filter((finding) => finding.state === state).length
    const counts = Object.fromEntries(CHECK_STATES.map((state) => [state, count(state)]))
    const { decisions, mode } = installation.coverage
    const isReady = count('fail') + count('not_connected') === 0 && mode === 'enforce'
    if (input.flag('json')) {
      terminal.print(JSON.stringify({ ready: isReady, mode, decisions, counts, findings }, null, 2))
      return isReady ? 0 : 1
    }
    const rows = findings.map(({ check, title, state, found }): Cell[] => [
      right(String(check)),
      title,
      SHOWN[state],
      found,
    ])
    terminal.print(textTable([[right('#'), 'CHECK', 'STATE', 'FOUND'], ...rows]))
    const todo = findings.filter((finding) => finding.todo !== '')
    if (todo.length > 0) {
      const lines = todo.map(({ check, todo: what }): Cell[] => [right(String(check)), what])
      terminal.print(`\nwhat to do\n\n${textTable(lines)}`)
    }
    const shown = CHECK_STATES.map((state) => `${count(state)} ${SHOWN[state].toLowerCase()}`)
    terminal.print(`\n${shown.join(', ')}`)
    if (mode === 'observe') {
      terminal.print('the shop only observes: nothing is refused, whatever its rules say')
    }
    return isReady ? 0 : 1
  },
}
