import type { Logger } from 'pino';
import { isReal, type RealAddress, realAddressesOf, realAddressKey } from '../core/real-addresses.ts';
import type { World } from '../core/world.ts';
import { type Certificate, putCertificate } from './certificates.ts';
import { Counters, type EndpointCounters } from './counters.ts';
import { defaultLimits, Entrance, type Limits } from './entrance.ts';
import { HealthChecks } from './health.ts';
import { addressOf, judge, lookUp, type Question } from './path.ts';
import type { Verdict } from './verdict.ts';

/** Of the wall clock. Whether anything is due is the emulator's clock's business. */
const TICK_MILLISECONDS = 500;

export interface DataPlaneOptions extends Partial<Limits> {
  /** Of the SOCKS entrance; 0, the default, takes a free one. */
  readonly port?: number;
}

/** Real bytes: who may reach whom, where that really listens, and the entrance for clients. */
export class DataPlane {
  readonly #world: World;
  readonly #counters: Counters;
  readonly #health: HealthChecks;
  readonly #entrance: Entrance;
  readonly #identities = new Map<string, string>();
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #checks: Promise<void> | undefined;
  #port = 0;
  #host = '';

  constructor(parts: { world: World; logger: Logger; limits?: Partial<Limits> }) {
    this.#world = parts.world;
    this.#logger = parts.logger;
    this.#counters = new Counters(parts.world);
    this.#health = new HealthChecks(parts.world);
    this.#entrance = new Entrance({
      world: parts.world,
      counters: this.#counters,
      limits: { ...defaultLimits, ...parts.limits },
      logger: parts.logger,
      identities: this.#identities,
    });
  }

  async listen(host: string, port: number): Promise<void> {
    this.#port = await this.#entrance.listen(host, port);
    this.#host = host;
    this.#timer = setInterval(() => this.#tick(), TICK_MILLISECONDS);
    this.#timer.unref();
  }

  /** Where clients enter. */
  get entrance(): { readonly host: string; readonly port: number } {
    return { host: this.#host, port: this.#port };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#entrance.close();
    await this.#checks;
  }

  judge(question: Question): Verdict {
    return judge(this.#world, question);
  }

  /** Addresses of a name as the interface's VPC resolves it; `undefined` when there is no such interface. */
  lookUp(from: string, host: string): string[] | undefined {
    return lookUp(this.#world, this.#identities.get(from) ?? from, host);
  }

  interfaceOf(identity: string): string {
    return this.#identities.get(identity) ?? identity;
  }

  /** Throws when there is no such interface. */
  nameInterface(name: string, networkInterfaceId: string): void {
    if (addressOf(this.#world, networkInterfaceId) === undefined) {
      throw new RangeError(`there is no network interface ${networkInterfaceId}`);
    }
    this.#identities.set(name, networkInterfaceId);
  }

  /** Checks the VPC's targets at once, so that the next answer tells the truth. */
  async mapAddress(mapped: RealAddress): Promise<void> {
    realAddressesOf(this.#world).put(realAddressKey(mapped.vpcId, mapped.address), mapped);
    await this.checkHealth(mapped.vpcId);
  }

  /** `false` when it was not mapped. After the VPC's last one its targets are healthy again. */
  async unmapAddress(vpcId: string, address: string): Promise<boolean> {
    const wasMapped = realAddressesOf(this.#world).delete(realAddressKey(vpcId, address));
    if (isReal(this.#world, vpcId)) await this.checkHealth(vpcId);
    else if (wasMapped) this.#health.release(vpcId);
    return wasMapped;
  }

  addresses(): RealAddress[] {
    return realAddressesOf(this.#world).list();
  }

  putCertificate(certificate: Certificate): void {
    putCertificate(this.#world, certificate);
  }

  async checkHealth(vpcId?: string): Promise<void> {
    await this.#health.checkAll(vpcId);
  }

  counters(): EndpointCounters[] {
    return this.#counters.list();
  }

  /** After every call: what it closed ends at once. */
  recheck(): void {
    if (this.#entrance.isBusy) this.#entrance.recheck();
  }

  reset(): void {
    this.#entrance.cutAll();
    this.#identities.clear();
    this.#counters.clear();
  }

  #tick(): void {
    if (this.#entrance.isBusy) this.#world.agenda.runDue(this.#world.clock.now());
    this.recheck();
    if (this.#checks !== undefined) return;
    this.#checks = this.#health
      .checkDue()
      .catch((error: unknown) => this.#logger.error({ err: error }, 'a health check failed'))
      .finally(() => {
        this.#checks = undefined;
      });
  }
}
