import { connectionStates } from '../../domain/connection-state.ts';
import type { components } from '../contract.generated.ts';
import { ConflictError, StaleError } from '../store/errors.ts';
import type { Connection, Organization } from '../store/schema.ts';
import { type Caller, maySee } from './caller.ts';
import { checkRequest } from './connection-rules.ts';
import { recordRequest } from './connections.ts';
import type { Context } from './context.ts';
import { checkFacts, organizationLockNames, refuseUnknown, register } from './organizations.ts';
import { type FieldError, ProblemError } from './problem.ts';

type TrayIntake = components['schemas']['TrayIntake'];

/** Before an intake is taken, or an answer to it is remembered. @throws ProblemError `organization_not_found` */
export function prepareIntake(
  _context: Context,
  caller: Caller,
  intake: Pick<TrayIntake, 'tray_org_id' | 'aws_account_id' | 'service_name'>,
): { organizationId: string; names: string[] } {
  const organizationId = intake.tray_org_id;
  if (!maySee(caller, organizationId)) refuseUnknown(organizationId, '/tray_org_id');
  return {
    organizationId,
    names: [
      ...organizationLockNames(organizationId, [intake.aws_account_id]),
      `service ${intake.service_name}`,
    ],
  };
}

/**
 * Inside a transaction: the six facts become an organization, when it is new, and a connection, when there is no live
 * one to the service yet.
 */
export async function submitIntake(
  context: Context,
  caller: Caller,
  intake: TrayIntake,
): Promise<{ organization: Organization; connection: Connection; created: boolean }> {
  const { store } = context;
  const id = intake.tray_org_id;
  if (!maySee(caller, id)) refuseUnknown(id, '/tray_org_id');
  const checked = namingItsFields(() =>
    checkRequest(context.platform, {
      service: { name: intake.service_name, region: intake.location },
      ports: intake.ports.map(({ port, protocol, tls_server_name }) => ({
        port,
        protocol,
        ...(tls_server_name ? { tlsServerName: tls_server_name } : {}),
      })),
    }),
  );
  const organization =
    (await store.organizations.lock(id, 'share')) ?? (await registerNew(context, caller, intake));
  if (organization.state === 'deleting') {
    throw new ProblemError('organization_deleting', `Organization ${id} is being deleted.`);
  }
  if (!organization.aws_account_ids.includes(intake.aws_account_id)) {
    const message = `${intake.aws_account_id} is not an account of organization ${id}`;
    const fix = 'add it to the organization first, after making sure that the customer owns it';
    throw new ProblemError('invalid_value', `body /aws_account_id: ${message}; ${fix}`, {
      errors: [{ in: 'body', pointer: '/aws_account_id', code: 'unknown_account', message, fix }],
    });
  }
  // A second look when another intake was faster; should that one's connection be gone again, a third.
  for (let attempt = 1; ; attempt += 1) {
    const known = await liveConnection(context, id, checked.service.name);
    if (known) return { organization, connection: known, created: false };
    try {
      const connection = await namingItsFieldsLater(() =>
        recordRequest(context, caller, { organizationId: id }, checked, { fromIntake: true }),
      );
      return { organization, connection, created: true };
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === 'intake_exists') || attempt >= 3) throw error;
    }
  }
}

/** The newest that is not on its way out. */
async function liveConnection(
  context: Context,
  organizationId: string,
  serviceName: string,
): Promise<Connection | undefined> {
  const states = connectionStates.filter((state) => state !== 'deleting' && state !== 'deleted');
  const [known] = await context.store.connections.list({
    visible: [organizationId],
    states,
    serviceName,
    limit: 1,
  });
  return known;
}

async function registerNew(context: Context, caller: Caller, intake: TrayIntake): Promise<Organization> {
  const facts = checkFacts(context.platform, {
    customerName: intake.customer_name,
    awsAccountIds: [intake.aws_account_id],
  });
  try {
    return (await namingItsFieldsLater(() => register(context, caller, intake.tray_org_id, facts, 'none')))
      .organization;
  } catch (error) {
    if (!(error instanceof StaleError)) throw error;
    // Somebody registered it meanwhile: theirs counts.
    return (
      (await context.store.organizations.lock(intake.tray_org_id, 'update')) ??
      refuseUnknown(intake.tray_org_id)
    );
  }
}

/** A connection's fields have other names in an intake. */
function namingItsFields<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw withItsFields(error);
  }
}

async function namingItsFieldsLater<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withItsFields(error);
  }
}

function withItsFields(error: unknown): unknown {
  if (!(error instanceof ProblemError) || error.errors.length === 0) return error;
  const errors: FieldError[] = error.errors.map((field) => ({
    ...field,
    pointer: intakePointer(field.pointer),
  }));
  const [first] = errors;
  const detail =
    first?.fix === undefined ? error.message : `body ${first.pointer}: ${first.message}; ${first.fix}`;
  return new ProblemError(error.code, detail, { errors, cause: error });
}

function intakePointer(pointer: string): string {
  return pointer
    .replace(/^\/service\/name$/, '/service_name')
    .replace(/^\/awsAccountIds\/0$/, '/aws_account_id')
    .replace(/^\/region$/, '/location')
    .replace(/\/tlsServerName$/, '/tls_server_name');
}
