export interface ProbeFinding {
  readonly host: string;
  readonly port: number;
  readonly dns: {
    readonly outcome: string;
    readonly addresses?: readonly string[];
    readonly milliseconds: number;
  };
  readonly tcp?: { readonly outcome: string; readonly peer?: string; readonly milliseconds: number };
  readonly tls?: {
    readonly outcome: string;
    readonly names?: readonly string[];
    readonly [fact: string]: unknown;
  };
}

export interface ProbeReply {
  readonly version: 1;
  readonly results?: readonly ProbeFinding[];
  readonly refused?: string;
}

export const limits: {
  readonly hosts: number;
  readonly portsPerHost: number;
  readonly [name: string]: number;
};

export function handler(order: unknown): Promise<ProbeReply>;

/** Why the order is not taken; undefined when it is. */
export function refusal(order: unknown): string | undefined;
