import { type Caller, maySee } from './caller.ts';
import { checkRequest, recordRequest } from './connections.ts';
import type { Context } from './context.ts';
import type { components } from './contract.generated.ts';
import { checkFacts, refuseUnknown, register } from './organizations.ts';
import { type FieldError, ProblemError } from './problem.ts';
import { StaleError } from './store/errors.ts';
import type { Connection, Organization } from './store/schema.ts';
import type { Store } from './store/store.ts';

type TrayIntake = components['schemas']['TrayIntake'];

/**
 * Inside a transaction: the six facts become an organization, when it is new, and a connection, when there is no live
 * one to the service yet.
 */
export async function submitIntake(
  context: Context,
  store: Store,
  caller: Caller,
  intake: TrayIntake,
): Promise<{ organization: Organization; connection: Connection; created: boolean }> {
  const id = intake.tray_org_id;
  if (!maySee(caller, id)) refuseUnknown(id);
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
    (await store.organizations.hold(id, 'share')) ?? (await registerNew(context, store, intake));
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
  const [known] = await store.connections.list({
    visible: [id],
    serviceName: checked.service.name,
    limit: 1,
  });
  if (known) return { organization, connection: known, created: false };
  const connection = await recordRequest(store, caller, { organizationId: id }, checked);
  return { organization, connection, created: true };
}

async function registerNew(context: Context, store: Store, intake: TrayIntake): Promise<Organization> {
  const facts = checkFacts(context.platform, {
    customerName: intake.customer_name,
    awsAccountIds: [intake.aws_account_id],
  });
  try {
    return (await register(store, intake.tray_org_id, facts, 'none')).organization;
  } catch (error) {
    if (!(error instanceof StaleError)) throw error;
    // Somebody registered it meanwhile: theirs counts.
    return (
      (await store.organizations.hold(intake.tray_org_id, 'update')) ?? refuseUnknown(intake.tray_org_id)
    );
  }
}

/** A connection's fields have other names in an intake. */
function namingItsFields<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const errors: FieldError[] = error.errors.map((field) => ({
      ...field,
      pointer: intakePointer(field.pointer),
    }));
    const [first] = errors;
    const detail = first ? `body ${first.pointer}: ${first.message}; ${first.fix ?? ''}` : error.message;
    throw new ProblemError(error.code, detail, { errors, cause: error });
  }
}

function intakePointer(pointer: string): string {
  return pointer
    .replace(/^\/service\/name$/, '/service_name')
    .replace(/^\/region$/, '/location')
    .replace(/\/tlsServerName$/, '/tls_server_name');
}
