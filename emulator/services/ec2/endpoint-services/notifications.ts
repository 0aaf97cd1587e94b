import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { describeAction } from '../describe.ts';
import { invalidParameter, notFound, unsuccessfulItem } from '../errors.ts';
import {
  type ConnectionNotification,
  connectionNotifications,
  endpointServices,
  vpcEndpoints,
} from '../state.ts';

/** The events as AWS writes them; requests may use any case. */
const events = ['Accept', 'Reject', 'Connect', 'Delete'];

/** Kept and shown, not sent: nothing listens to topics here. */
export const createVpcEndpointConnectionNotification: Action = {
  handle: (call) => {
    const serviceId = call.input.string('ServiceId');
    const vpcEndpointId = call.input.string('VpcEndpointId');
    if ((serviceId === undefined) === (vpcEndpointId === undefined)) {
      throw new AwsError('InvalidParameter', 'Exactly one of ServiceId and VpcEndpointId must be specified');
    }
    if (serviceId !== undefined && !call.table(endpointServices).has(serviceId)) {
      throw notFound('endpointService', serviceId);
    }
    if (vpcEndpointId !== undefined && !call.table(vpcEndpoints).has(vpcEndpointId)) {
      throw notFound('vpcEndpoint', vpcEndpointId);
    }
    const connectionNotificationId = call.newId('vpce-nfn');
    const notification = call.table(connectionNotifications).put(connectionNotificationId, {
      connectionNotificationId,
      serviceId,
      vpcEndpointId,
      connectionNotificationArn: readTopic(call),
      connectionEvents: readEvents(call),
    });
    return {
      connectionNotification: renderNotification(notification, call),
      clientToken: call.input.string('ClientToken'),
    };
  },
};

const describe = describeAction<ConnectionNotification>({
  collection: connectionNotifications,
  id: (item) => item.connectionNotificationId,
  filters: {
    'connection-notification-id': (item) => item.connectionNotificationId,
    'connection-notification-arn': (item) => item.connectionNotificationArn,
    'connection-notification-state': () => 'Enabled',
    'connection-notification-type': () => 'Topic',
    'service-id': (item) => item.serviceId,
    'vpc-endpoint-id': (item) => item.vpcEndpointId,
  },
  set: 'connectionNotificationSet',
  render: renderNotification,
});

/** Unlike other describe calls this one takes a single id. */
export const describeVpcEndpointConnectionNotifications: Action = {
  handle: (call) => {
    const id = call.input.string('ConnectionNotificationId');
    if (id === undefined) return describe.handle(call);
    return { connectionNotificationSet: [renderNotification(requireNotification(call, id), call)] };
  },
};

export const modifyVpcEndpointConnectionNotification: Action = {
  handle: (call) => {
    const notification = requireNotification(call, call.input.requiredString('ConnectionNotificationId'));
    if (call.input.has('ConnectionEvents')) notification.connectionEvents = readEvents(call);
    if (call.input.has('ConnectionNotificationArn')) notification.connectionNotificationArn = readTopic(call);
    return { return: true };
  },
};

export const deleteVpcEndpointConnectionNotifications: Action = {
  handle: (call) => ({
    unsuccessful: call.input
      .strings('ConnectionNotificationId')
      .filter((id) => !call.table(connectionNotifications).delete(id))
      .map((id) => unsuccessfulItem(id, notFound('notification', id))),
  }),
};

function requireNotification(call: Call, id: string): ConnectionNotification {
  const notification = call.table(connectionNotifications).get(id);
  if (notification === undefined) throw notFound('notification', id);
  return notification;
}

function readTopic(call: Call): string {
  const arn = call.input.requiredString('ConnectionNotificationArn');
  if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(arn)) {
    throw invalidParameter(`'${arn}' is not the ARN of an SNS topic`);
  }
  return arn;
}

function readEvents(call: Call): string[] {
  const wanted = call.input.strings('ConnectionEvents');
  if (wanted.length === 0) throw call.input.missing('ConnectionEvents');
  return wanted.map((text) => {
    const event = events.find((known) => known.toLowerCase() === text.toLowerCase());
    if (event === undefined)
      throw invalidParameter(`Invalid connection event '${text}': use ${events.join(', ')}`);
    return event;
  });
}

function renderNotification(item: ConnectionNotification, call: Call): Output {
  return {
    connectionNotificationId: item.connectionNotificationId,
    serviceId: item.serviceId,
    vpcEndpointId: item.vpcEndpointId,
    connectionNotificationType: 'Topic',
    connectionNotificationArn: item.connectionNotificationArn,
    connectionEvents: item.connectionEvents,
    connectionNotificationState: 'Enabled',
    serviceRegion: call.region,
  };
}
