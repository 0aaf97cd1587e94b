locals {
  makes_topic = try(var.connection_notifications.topic == null, false)
  topic_arn   = local.makes_topic ? one(aws_sns_topic.this[*].arn) : try(var.connection_notifications.topic.arn, null)

  # Only PrivateLink, only about this service, only for this account: nobody else can have AWS publish here.
  topic_policy = var.connection_notifications == null ? null : jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "PublishConnectionNotifications"
      Effect    = "Allow"
      Principal = { Service = "vpce.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = local.topic_arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.service_account_id }
        ArnLike      = { "aws:SourceArn" = aws_vpc_endpoint_service.this.arn }
      }
    }]
  })
}

resource "aws_sns_topic" "this" {
  count = local.makes_topic ? 1 : 0

  # Free of the service's name, so that a new name keeps the subscriptions.
  name_prefix       = "tray-privatelink-"
  kms_master_key_id = var.connection_notifications.kms_key_id
  tags              = merge({ Name = "${var.name}-connections" }, var.tags)
}

resource "aws_sns_topic_policy" "this" {
  count = local.makes_topic ? 1 : 0

  arn    = aws_sns_topic.this[0].arn
  policy = local.topic_policy
}

# Policies of a topic that is the caller's. They are made from `notification_topic_policy`, which is made from the variable that
# names the topic, and so cannot stand in that variable themselves.
resource "terraform_data" "notification_topic_policies" {
  count = length(var.notification_topic_policy_ids) > 0 ? 1 : 0

  input = var.notification_topic_policy_ids

  lifecycle {
    precondition {
      condition     = var.connection_notifications != null && !local.makes_topic
      error_message = "notification_topic_policy_ids: goes with a topic of yours in connection_notifications.topic; set that, or leave it out."
    }
  }
}

resource "aws_vpc_endpoint_connection_notification" "this" {
  count = var.connection_notifications == null ? 0 : 1

  vpc_endpoint_service_id     = aws_vpc_endpoint_service.this.id
  connection_notification_arn = local.topic_arn
  connection_events           = var.connection_notifications.events

  # AWS tries to publish a test message at once.
  depends_on = [aws_sns_topic_policy.this, terraform_data.notification_topic_policies]
}
