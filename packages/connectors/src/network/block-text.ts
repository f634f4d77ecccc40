/** How programs in front of a shop want to be told of blocks. */
export const BLOCK_FORMATS = ['plain', 'nginx', 'nftables'] as const
export type BlockFormat = (typeof BLOCK_FORMATS)[number]

const HEAD = '# Written by Gatehouse; what is changed here is lost.'

/**
 * The whole of a file. `nginx`: for `include` in a server; `nftables`: two sets of a table of its
 * own, which a rule turns packets away by; `plain`: one network a line.
 * @param ranges canonical CIDR
 */
export function blockText(ranges: readonly string[], format: BlockFormat): string {
  switch (format) {
    case 'plain':
      return lines([HEAD, ...ranges])
    case 'nginx':
      return lines([HEAD, ...ranges.map((range) => `deny ${range};`)])
    case 'nftables':
      return lines([
        HEAD,
        // Both commands in one file are one transaction: there is no moment without a set.
        'table inet gatehouse {}',
        'delete table inet gatehouse',
        'table inet gatehouse {',
        ...set(
          'blocked4',
          'ipv4_addr',
          ranges.filter((range) => !range.includes(':')),
        ),
        ...set(
          'blocked6',
          'ipv6_addr',
          ranges.filter((range) => range.includes(':')),
        ),
        '  chain input {',
        '    type filter hook input priority filter; policy accept;',
        '    ip saddr @blocked4 drop',
        '    ip6 saddr @blocked6 drop',
        '  }',
        '}',
      ])
  }
}

function set(name: string, type: string, ranges: readonly string[]): string[] {
  const elements = ranges.length === 0 ? [] : [`    elements = { ${ranges.join(', ')} }`]
  return [`  set ${name} {`, `    type ${type}; flags interval; auto-merge`, ...elements, '  }']
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
