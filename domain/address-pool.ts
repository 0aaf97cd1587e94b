import { blockSize, type Cidr, contains, fromBounds, overlaps, parseCidr } from './cidr.ts';
import { DomainError } from './errors.ts';

/** AWS's limits for the CIDR of a VPC: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const vpcPrefixLengths = { widest: 16, narrowest: 28 } as const;

/** Networks are cut in eight (see subnets.ts), and AWS's smallest subnet is a /28. */
export const networkPrefixLengths = { widest: vpcPrefixLengths.widest, narrowest: 25 } as const;

/** A block that is spoken for, and by whom: `networks[0]`, `acme in eu-west-1`. The owner only goes into messages. */
export interface Claim {
  readonly cidr: string;
  readonly owner?: string;
}

/**
 * The addresses that Tray's networks are cut from. Pure arithmetic: it holds no state, so that the same question always
 * has the same answer; whoever stores networks passes what is taken.
 */
export class AddressPool {
  readonly cidr: Cidr;
  /** Prefix length of a network when none is asked for. */
  readonly networkPrefixLength: number;

  /** @throws DomainError `invalid_cidr` when the pool or its network size makes no sense. */
  constructor(options: { readonly cidr: string; readonly networkPrefixLength?: number }) {
    this.cidr = parseCidr(options.cidr);
    this.networkPrefixLength = options.networkPrefixLength ?? 24;
    assertNetworkPrefixLength(this.networkPrefixLength);
    if (this.networkPrefixLength < this.cidr.prefixLength) {
      throw new DomainError(
        'invalid_cidr',
        `a /${this.networkPrefixLength} network does not fit into the pool ${this.cidr.text}`,
        `use a network prefix length of ${this.cidr.prefixLength}–${networkPrefixLengths.narrowest}, or a wider pool`,
      );
    }
  }

  /**
   * The lowest free block. Deterministic; free means outside every taken block and everything the customer declared.
   * @throws DomainError `address_pool_swallowed` when one declared block covers the whole pool, `address_pool_exhausted`
   * when nothing is left.
   */
  allocate(
    taken: readonly string[],
    declared: readonly string[],
    prefixLength = this.networkPrefixLength,
  ): string {
    assertNetworkPrefixLength(prefixLength);
    this.assertNotSwallowed(declared);
    const obstacles = [...taken, ...declared]
      .map(parseCidr)
      .filter((cidr) => overlaps(cidr, this.cidr))
      .sort((a, b) => a.start - b.start);
    const size = blockSize(prefixLength);
    let start = alignUp(this.cidr.start, size);
    for (const obstacle of obstacles) {
      if (start + size - 1 < obstacle.start) break;
      if (obstacle.end >= start) start = alignUp(obstacle.end + 1, size);
    }
    if (start + size - 1 > this.cidr.end) {
      throw new DomainError(
        'address_pool_exhausted',
        `no free /${prefixLength} is left in the pool ${this.cidr.text}`,
        'widen the pool, use smaller networks, or delete networks that are not needed',
      );
    }
    return fromBounds(start, prefixLength).text;
  }

  /**
   * A network's block, written down by hand: inside the pool, of a legal size, clear of what is taken and declared.
   * @throws DomainError `invalid_cidr`, `address_pool_swallowed`, `outside_address_pool`, `overlapping_cidr`; the fix
   * names the next free block where there is one.
   */
  check(
    text: string,
    claims: { readonly taken: readonly Claim[]; readonly declared: readonly Claim[] },
  ): Cidr {
    const cidr = parseCidr(text);
    assertNetworkPrefixLength(cidr.prefixLength);
    const declaredCidrs = claims.declared.map((claim) => claim.cidr);
    this.assertNotSwallowed(declaredCidrs);
    const fix = () =>
      this.#suggestion(
        claims.taken.map((claim) => claim.cidr),
        declaredCidrs,
        cidr.prefixLength,
      );
    if (!contains(this.cidr, cidr)) {
      throw new DomainError(
        'outside_address_pool',
        `${text} is not in the address pool ${this.cidr.text}`,
        fix(),
      );
    }
    const clash = (kind: string, list: readonly Claim[]) => {
      const other = list.find((claim) => overlaps(parseCidr(claim.cidr), cidr));
      if (!other) return;
      const owner = other.owner === undefined ? '' : ` (${other.owner})`;
      throw new DomainError('overlapping_cidr', `${text} overlaps ${kind} ${other.cidr}${owner}`, fix());
    };
    clash('the network', claims.taken);
    clash("the customer's own", claims.declared);
    return cidr;
  }

  /** @throws DomainError `address_pool_swallowed` when a declared block leaves nothing of the pool. */
  assertNotSwallowed(declared: readonly string[]): void {
    const whale = declared.find((text) => contains(parseCidr(text), this.cidr));
    if (whale === undefined) return;
    throw new DomainError(
      'address_pool_swallowed',
      `${whale} covers the whole address pool ${this.cidr.text}, so no network can be made`,
      'declare only the blocks that the customer really routes to Tray, or move the pool',
    );
  }

  #suggestion(taken: readonly string[], declared: readonly string[], prefixLength: number): string {
    try {
      return `use the next free block, ${this.allocate(taken, declared, prefixLength)}`;
    } catch (error) {
      if (error instanceof DomainError) return error.fix;
      throw error;
    }
  }
}

function assertNetworkPrefixLength(prefixLength: number): void {
  const { widest, narrowest } = networkPrefixLengths;
  if (Number.isInteger(prefixLength) && prefixLength >= widest && prefixLength <= narrowest) return;
  throw new DomainError(
    'invalid_cidr',
    `a network cannot be a /${prefixLength}`,
    `use /${widest}–/${narrowest}: AWS's widest VPC, and room for a subnet in each of eight zones`,
  );
}

function alignUp(value: number, size: number): number {
  return Math.ceil(value / size) * size;
}
