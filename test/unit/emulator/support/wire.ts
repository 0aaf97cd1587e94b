/** Talks to the emulator over HTTP in AWS's wire protocols, for services whose SDK this project does not use. */

import { XMLParser } from 'fast-xml-parser';
import { request } from 'undici';
import { defined } from '../../../../domain/defined.ts';
import type { Output } from '../../../../emulator/core/output.ts';
import { type Emulator, ManualClock, startEmulator } from '../../../../emulator/index.ts';
import { decodeCbor, encodeCbor } from '../../../../emulator/protocols/cbor.ts';

const CUSTOMER = '222222222222';
const REGION = 'eu-west-1';

/** Names whose elements are lists however many there are. */
const LISTS = new Set(['member', 'item', 'entry']);
const REST_LISTS = new Set([
  'HostedZone',
  'HostedZoneSummary',
  'ResourceRecordSet',
  'ResourceRecord',
  'NameServer',
  'Tag',
  'VPC',
]);

export type Answer = { readonly [name: string]: unknown };
export type Params = {
  readonly [name: string]: string | number | boolean | readonly Params[] | readonly string[] | Params;
};

export class WireError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface Place {
  readonly accountId?: string;
  readonly region?: string;
}

/** An emulator whose clock stands still until the test moves it. */
export async function startStill(): Promise<Emulator> {
  return await startEmulator({ clock: new ManualClock() });
}

export class Wire {
  readonly #url: string;
  readonly #place: Required<Place>;

  constructor(emulator: Emulator, place: Place = {}) {
    this.#url = emulator.url;
    this.#place = { accountId: place.accountId ?? CUSTOMER, region: place.region ?? REGION };
  }

  /** The query protocol; the content of `<ActionResult>`. EC2's dialect answers without that element. */
  async query(service: string, action: string, params: Params = {}): Promise<Answer> {
    const member = service === 'ec2' ? '' : 'member.';
    const form = new URLSearchParams({ Action: action, ...flatten(params, member) });
    const { status, text } = await this.#send(service, '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: form.toString(),
    });
    const document = parse(text, LISTS);
    if (status >= 400) throw xmlError(document, status);
    const response = record(document[`${action}Response`]);
    return service === 'ec2' ? response : record(response[`${action}Result`]);
  }

  /** The JSON protocol; `target` is what stands before the action in `X-Amz-Target`. */
  async json(service: string, target: string, action: string, body: object = {}): Promise<Answer> {
    const { status, text } = await this.#send(service, '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${action}` },
      body: JSON.stringify(body),
    });
    const answer = record(JSON.parse(text));
    if (status >= 400) throw new WireError(String(answer.__type), String(answer.message), status);
    return answer;
  }

  /** CBOR over Smithy's RPC protocol. */
  async cbor(signingName: string, service: string, action: string, body: Output = {}): Promise<Answer> {
    const { status, bytes, headers } = await this.#send(
      signingName,
      `/service/${service}/operation/${action}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: encodeCbor(body),
      },
    );
    if (headers['smithy-protocol'] !== 'rpc-v2-cbor')
      throw new Error('the answer is not in the protocol of the question');
    const answer = record(decodeCbor(bytes));
    if (status >= 400) throw new WireError(String(answer.__type), String(answer.message), status);
    return answer;
  }

  /** REST-XML; the content of the root element. */
  async rest(method: 'GET' | 'POST' | 'DELETE', path: string, body?: string): Promise<Answer> {
    const { status, text } = await this.#send('route53', `/2013-04-01/${path}`, {
      method,
      headers: { 'content-type': 'application/xml' },
      ...defined({ body }),
    });
    const document = parse(text, REST_LISTS);
    if (status >= 400) throw xmlError(document, status);
    const root = Object.keys(document).find((name) => !name.startsWith('?'));
    return root === undefined ? {} : record(document[root]);
  }

  async #send(
    service: string,
    path: string,
    options: { method: 'GET' | 'POST' | 'DELETE'; headers: Record<string, string>; body?: string | Buffer },
  ) {
    const { accountId, region } = this.#place;
    const scope = `AKIA0000${accountId}/20250101/${region}/${service}/aws4_request`;
    const response = await request(`${this.#url}${path}`, {
      ...options,
      headers: {
        ...options.headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString('utf8') };
  }
}

/** A VPC with subnets in different zones, and a security group: what most things need to stand on. */
export async function makeNetwork(wire: Wire, options: { cidr?: string; zones?: readonly number[] } = {}) {
  const cidr = options.cidr ?? '10.0.0.0/16';
  const vpcId = String(record((await wire.query('ec2', 'CreateVpc', { CidrBlock: cidr })).vpc).vpcId);
  const subnetIds: string[] = [];
  for (const zone of options.zones ?? [1, 2, 3]) {
    const answer = await wire.query('ec2', 'CreateSubnet', {
      VpcId: vpcId,
      CidrBlock: cidr.replace(/^(\d+\.\d+)\..*$/, `$1.${zone}.0/24`),
      AvailabilityZoneId: `euw1-az${zone}`,
    });
    subnetIds.push(String(record(answer.subnet).subnetId));
  }
  const group = await wire.query('ec2', 'CreateSecurityGroup', {
    GroupName: 'service',
    GroupDescription: 'service',
    VpcId: vpcId,
  });
  return { vpcId, subnetIds, groupId: String(group.groupId) };
}

/** The members of a list in an answer: none when the element is empty. */
export function members(value: unknown, name = 'member'): Answer[] {
  const list = record(value)[name];
  return Array.isArray(list) ? list.map(record) : [];
}

export function texts(value: unknown, name = 'member'): string[] {
  const list = record(value)[name];
  return Array.isArray(list) ? list.map(String) : [];
}

export function record(value: unknown): Answer {
  return typeof value === 'object' && value !== null ? (value as Answer) : {};
}

export function list(value: unknown): Answer[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function flatten(params: Params, member: string, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    const path = `${prefix}${name}`;
    if (Array.isArray(value)) {
      value.forEach((item: string | Params, index) => {
        const at = `${path}.${member}${index + 1}`;
        Object.assign(flat, typeof item === 'string' ? { [at]: item } : flatten(item, member, `${at}.`));
      });
    } else if (typeof value === 'object') {
      Object.assign(flat, flatten(value as Params, member, `${path}.`));
    } else {
      flat[path] = String(value);
    }
  }
  return flat;
}

function parse(text: string, lists: ReadonlySet<string>): Answer {
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (name) => lists.has(name),
  });
  return record(parser.parse(text));
}

function xmlError(document: Answer, status: number): WireError {
  const wrapped = record(document.ErrorResponse);
  const inEc2 = record(record(record(document.Response).Errors).Error);
  const error = document.ErrorResponse === undefined ? inEc2 : record(wrapped.Error);
  return new WireError(String(error.Code), String(error.Message), status);
}
