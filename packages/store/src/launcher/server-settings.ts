/**
 * Settings of the embedded server. Small memory (the server rests near 100 MB), full durability.
 * They are given on the command line, so a new version of this program brings new settings.
 */
export function serverSettings(socketDir: string, port: number): Readonly<Record<string, string>> {
  return {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port: String(port),
    max_connections: '50',
    shared_buffers: '64MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '512MB',
    max_worker_processes: '4',
    max_parallel_workers_per_gather: '1',
    // Bodies reach us compressed; only full-page images would gain, at the price of commit time.
    wal_compression: 'off',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  }
}
