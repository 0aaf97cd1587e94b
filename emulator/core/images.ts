import { Collection, type Scope } from './state.ts';
import type { World } from './world.ts';

/** What a container image stands for on this machine. */
export interface Image {
  /** With or without registry, tag and digest: `tray/connector-postgres`, `….amazonaws.com/tray/connector:4.2.0`. */
  readonly image: string;
  /** Its entry point with arguments. The first is a command; `node` and `{node}` are the emulator's own Node. */
  readonly command: readonly string[];
  /** The image's own environment, under that of the container. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the control API was told. Not a resource of AWS's: nothing that could be left behind. */
const images = new Collection<Image>('emulator', 'image', { isGone: () => true });

const everywhere: Scope = { accountId: '000000000000', region: 'emulator' };

export function imagesOf(world: World) {
  return world.state.table(images, everywhere);
}

/** The parts of `registry/repository:tag@digest`. A first part is a registry when it has a dot or a port, or is localhost. */
export function parseImage(reference: string) {
  const [, name = '', digest] = /^([^@]*)(?:@(.*))?$/.exec(reference) ?? [];
  const [, untagged = '', tag] = /^(.*?)(?::([\w][\w.-]{0,127}))?$/.exec(name) ?? [];
  const [first = '', ...rest] = untagged.split('/');
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  return {
    registry: hasRegistry ? first : undefined,
    repository: hasRegistry ? rest.join('/') : untagged,
    tag,
    digest,
  };
}

/**
 * What an image stands for: the mapping that fits it most closely. A registry, tag or digest that a mapping names must be the
 * image's; a digest counts more than a tag, a tag more than a registry.
 */
export function findImage(world: World, reference: string): Image | undefined {
  const wanted = parseImage(reference);
  const closeness = ({ image }: Image): number => {
    const { registry, repository, tag, digest } = parseImage(image);
    const fits =
      repository === wanted.repository &&
      (registry ?? wanted.registry) === wanted.registry &&
      (tag ?? wanted.tag ?? 'latest') === (wanted.tag ?? 'latest') &&
      (digest ?? wanted.digest) === wanted.digest;
    if (!fits) return -1;
    return Number(digest !== undefined) * 4 + Number(tag !== undefined) * 2 + Number(registry !== undefined);
  };
  return imagesOf(world)
    .list()
    .map((image) => ({ image, rank: closeness(image) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => b.rank - a.rank)
    .at(0)?.image;
}
