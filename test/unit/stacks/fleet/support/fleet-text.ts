import type { Fleet } from '../../../../../stacks/fleet/fleet.ts';
import { loadFleet } from '../../../../../stacks/fleet/load.ts';
import { FleetError, formatProblem } from '../../../../../stacks/fleet/problems.ts';

/** A small fleet without mistakes. Tests replace lines of it, so the numbers of the lines matter. */
export const soundFleet = `version: 1
tray:
  accountId: "111111111111"
  regions: [eu-west-1, us-east-1]
organizations:
  - id: acme
    customerName: Acme Corp.
    awsAccounts: ["222222222222"]
    declaredCidrs: [10.0.0.0/16]
  - id: globex
    customerName: Globex GmbH
    awsAccounts: ["333333333333"]
networks:
  - organization: acme
    region: eu-west-1
    cidr: 100.64.0.0/24
    zoneIds: [euw1-az1, euw1-az2]
  - organization: globex
    region: us-east-1
    cidr: 100.64.1.0/24
connections:
  - id: acme-db
    organization: acme
    service: com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0
    ports: [{ port: 5432 }]
  - id: globex-db
    organization: globex
    service: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef1
    ports: [{ port: 443, protocol: TLS, tlsServerName: db.globex.example }]
producers:
  - id: acme-db
    organization: acme
    accountId: "222222222222"
    ports: { postgres: { port: 5432 } }
    regions:
      eu-west-1:
        vpcId: vpc-0123456789abcdef0
        subnets: { euw1-az1: subnet-0123456789abcdef0 }
`;

/** The sound fleet with some of its text replaced; every pair must hit exactly once. */
export function fleetWith(...replacements: readonly (readonly [before: string, after: string])[]): string {
  return replacements.reduce((text, [before, after]) => {
    if (text.split(before).length !== 2) throw new Error(`"${before}" is not in the text exactly once`);
    return text.replace(before, after);
  }, soundFleet);
}

/** The problems of a text, each as it is printed. Empty when there are none. */
export function problemsOf(text: string): string[] {
  try {
    loadFleet(text);
    return [];
  } catch (error) {
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
}

export function load(text: string): Fleet {
  return loadFleet(text);
}
