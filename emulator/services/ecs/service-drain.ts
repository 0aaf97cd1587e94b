import type { Call } from '../../core/service.ts';
import { type Service, tasks } from './state.ts';

/** How often a service that goes away looks after its tasks. */
const DRAIN_SECONDS = 1;

/** A service is gone when its last task has stopped. */
export function drain(call: Call, service: Service): void {
  const isBusy = call
    .table(tasks)
    .find(
      (task) =>
        task.clusterArn === service.clusterArn &&
        task.serviceName === service.name &&
        task.lastStatus !== 'STOPPED',
    );
  if (isBusy !== undefined) {
    call.after(DRAIN_SECONDS, () => drain(call, service));
    return;
  }
  service.status = 'INACTIVE';
  service.deployments = [];
}
