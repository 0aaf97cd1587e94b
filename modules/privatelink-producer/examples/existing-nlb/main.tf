# A load balancer that exists, with a listener of its own for Kafka, gets an endpoint service in front, and one more port.
# The first part stands for what you have; in your account, hand in its ARN and nothing else.

provider "aws" {
  region = var.region
}

resource "aws_vpc" "this" {
  cidr_block = "10.30.0.0/16"
  tags       = { Name = "platform" }
}

resource "aws_subnet" "this" {
  for_each = { "euw1-az1" = "10.30.0.0/20", "euw1-az2" = "10.30.16.0/20" }

  vpc_id               = aws_vpc.this.id
  availability_zone_id = each.key
  cidr_block           = each.value
}

resource "aws_security_group" "platform" {
  name_prefix = "platform-"
  description = "Shared load balancer"
  vpc_id      = aws_vpc.this.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "platform" {
  security_group_id = aws_security_group.platform.id
  description       = "Brokers"
  cidr_ipv4         = aws_vpc.this.cidr_block
  ip_protocol       = "tcp"
  from_port         = 9092
  to_port           = 9093
}

resource "aws_lb" "platform" {
  name                                                         = "platform"
  load_balancer_type                                           = "network"
  internal                                                     = true
  subnets                                                      = values(aws_subnet.this)[*].id
  security_groups                                              = [aws_security_group.platform.id]
  enforce_security_group_inbound_rules_on_private_link_traffic = "off"
  enable_cross_zone_load_balancing                             = true
}

resource "aws_lb_target_group" "kafka" {
  name        = "platform-kafka"
  vpc_id      = aws_vpc.this.id
  target_type = "ip"
  port        = 9092
  protocol    = "TCP"
}

resource "aws_lb_listener" "kafka" {
  load_balancer_arn = aws_lb.platform.arn
  port              = 9092
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.kafka.arn
  }
}

module "orders" {
  source = "../../"

  name          = "orders"
  customer_name = "Example Corp"
  tray_org_id   = var.tray_org_id

  # By way of the listener, which the module looks up and which must be there by then. With a listener that exists, the
  # ARN alone is enough.
  existing_load_balancer = { arn = aws_lb_listener.kafka.load_balancer_arn }

  ports = {
    kafka       = { port = 9092, existing_listener = true }
    kafka_admin = { port = 9093, targets = { broker = { id = "10.30.0.20" } } }
  }

  allowed_principals    = [var.tray_principal_arn]
  accepted_endpoint_ids = var.accepted_endpoint_ids
}
