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
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
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
  tags              = merge(var.tags, { Name = "${var.name}-connections" })
}

resource "aws_sns_topic_policy" "this" {
  count = local.makes_topic ? 1 : 0

  arn    = aws_sns_topic.this[0].arn
  policy = local.topic_policy
}

resource "aws_vpc_endpoint_connection_notification" "this" {
  count = var.connection_notifications == null ? 0 : 1

  vpc_endpoint_service_id     = aws_vpc_endpoint_service.this.id
  connection_notification_arn = local.topic_arn
  connection_events           = var.connection_notifications.events

  # AWS tries to publish a test message at once.
  depends_on = [aws_sns_topic_policy.this]
}
