import type { Command } from '../command.ts'

export const serveCommand: Command = {
  name: 'serve',
  operands: [],
  summary: 'run the server',
  details: `Starts the gate and answers until it is told to stop (SIGTERM, Ctrl-C). Settings come from the
environment: \`PORT\` (8080), \`HOST\` (127.0.0.1), \`DATA_DIR\` (./data), \`DATABASE_URL\` (else an embedded
PostgreSQL), \`GATEHOUSE_API_KEY\` and \`GATEHOUSE_SECRET\` (else made at the first start),
\`TRUSTED_PROXIES\` and \`TRUSTED_PROXY_HEADER\` (none, X-Forwarded-For),
\`WINDOW_MEMORY_MB\` (256), \`SPOOL_MAX_MB\` (256), \`SHUTDOWN_GRACE_MS\` (3000 after SIGTERM, 0 after
Ctrl-C). SIGHUP makes it read the files of your own in \`DATA_DIR/feeds\` and \`DATA_DIR/mmdb\` again.`,
  options: {},
  async run(_input, terminal) {
    const { serve } = await import('@gatehouse/server')
    await serve(terminal.env, (text) => terminal.print(text))
    return 0
  },
}
