/** The workloads' part of the control API. */
import { z } from 'zod';
import { ControlError, check } from '../core/control-body.ts';
import { imagesOf } from '../core/images.ts';
import type { WireRequest } from '../core/protocol.ts';
import type { World } from '../core/world.ts';

const MAX_IMAGES = 1_000;
const noNul = z.string().regex(/^[^\0]*$/, 'must not have a NUL character');

const imageSchema = z.strictObject({
  image: z
    .string()
    .max(512)
    .regex(/^[\w./:@-]+$/, 'must be an image: repository, or registry/repository:tag'),
  command: z
    .array(noNul)
    .min(1, 'must have the command at least, such as ["node", "/srv/program.js"]')
    .max(256),
  environment: z.record(z.string().regex(/^[^=\0]+$/, 'must be a name without ='), noNul).exactOptional(),
});

type Handler = (request: WireRequest, body: unknown) => unknown;

export function workloadRoutes(world: World): [string, Handler][] {
  return [
    ['GET workloads/images', () => imagesOf(world).list()],
    [
      'PUT workloads/images',
      (_request, body) => {
        const image = check(imageSchema, body);
        const all = imagesOf(world);
        if (!all.has(image.image) && all.size >= MAX_IMAGES) {
          throw new ControlError(409, `there are ${MAX_IMAGES} images, and no more can be mapped`);
        }
        return all.put(image.image, image);
      },
    ],
    [
      'DELETE workloads/images',
      ({ query }) => {
        const image = query.get('image');
        if (image === null || image === '') throw new ControlError(400, 'the query needs image');
        return { removed: Number(imagesOf(world).delete(image)) };
      },
    ],
  ];
}
