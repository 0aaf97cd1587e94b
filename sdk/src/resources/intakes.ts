import type { ApiPromise } from '../api-promise.ts';
import type { IntakeResult, TrayIntake } from '../contract.generated.ts';
import type { CreateOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { send } from './resource.ts';

/** The six facts that the customer's Terraform module outputs. */
export class Intakes {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Takes `terraform output -json tray_intake` as it is: registers the organization when it is new, and requests the
   * connection unless there is one.
   */
  submit(intake: TrayIntake, options?: CreateOptions): ApiPromise<IntakeResult> {
    return send(this.#transport, () => ({ operation: 'submitIntake', body: intake, options }));
  }
}
