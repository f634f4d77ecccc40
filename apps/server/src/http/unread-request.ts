import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problem, type ErrorCode } from '@gatehouse/contract'

/** What Node says of bytes that never became a request. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
}

/**
 * Answers what Node refuses before there is a request with a problem like every other, and closes
 * the connection: where the next request would begin cannot be told.
 */
export function refuseUnread({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const body = problem(CODES[code] ?? 'invalid_request')
  const text = JSON.stringify(body)
  socket.end(
    [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
    () => socket.destroy(),
  )
}
