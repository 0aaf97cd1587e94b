import type { Image } from '../core/images.ts';

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The workloads' control API with types. */
export class WorkloadsClient {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** From now on containers of this image run the command. Tasks that run already go on as they are. */
  async mapImage(image: Image): Promise<void> {
    await this.#send('PUT', 'workloads/images', image);
  }

  /** By the name with which it was mapped. */
  async unmapImage(image: string): Promise<void> {
    await this.#send('DELETE', `workloads/images?${new URLSearchParams({ image })}`);
  }

  images() {
    return this.#send<Image[]>('GET', 'workloads/images');
  }
}
