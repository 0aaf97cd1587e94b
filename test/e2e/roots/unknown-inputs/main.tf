# Every input of the producer module comes out of `terraform_data`, and so is unknown until the apply. What is written out is what
# the caller chooses: names, and which of the optional objects there are.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region  = "eu-west-1"
  profile = "service"
}

provider "aws" {
  alias   = "consumer"
  region  = "eu-west-1"
  profile = "client"
}

# Something that the module waits for as a whole. Changing it must not touch anything in there.
variable "revision" {
  type    = string
  default = "1"
}

resource "terraform_data" "before" {
  input = var.revision
}

locals {
  zones = { "euw1-az1" = "10.50.0.0/24", "euw1-az2" = "10.50.1.0/24" }
}

resource "aws_vpc" "this" {
  cidr_block = "10.50.0.0/16"
}

resource "aws_subnet" "this" {
  for_each = local.zones

  vpc_id               = aws_vpc.this.id
  availability_zone_id = each.key
  cidr_block           = each.value
}

resource "aws_security_group" "extra" {
  name_prefix = "extra-"
  vpc_id      = aws_vpc.this.id
}

resource "aws_sns_topic" "events" {
  name_prefix = "events-"
}

resource "aws_sns_topic_policy" "events" {
  arn    = aws_sns_topic.events.arn
  policy = module.own_load_balancer.notification_topic_policy
}

# Values that nobody knows before the apply.
resource "terraform_data" "unknown" {
  input = {
    name                       = "unknown"
    load_balancer_name         = "unknown-lb"
    customer_name              = "Example Corp"
    tray_org_id                = "acme"
    vpc_id                     = aws_vpc.this.id
    subnets                    = { for zone_id, subnet in aws_subnet.this : zone_id => subnet.id }
    security_group_ids         = []
    true                       = true
    false                      = false
    port                       = 5432
    tls_port                   = 443
    second_port                = 5433
    protocol                   = "TCP"
    tls                        = "TLS"
    server_name                = "orders.example.com"
    certificate_arn            = "arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-000000000000"
    ssl_policy                 = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    alpn_policy                = "None"
    target_type                = "ip"
    inside                     = "10.50.0.10"
    outside                    = "192.168.7.7"
    all                        = "all"
    health_protocol            = "HTTP"
    path                       = "/"
    matcher                    = "200"
    number                     = 10
    three                      = 3
    ingress                    = "100.64.0.0/24"
    ip_address_type            = "ipv4"
    supported_ip_address_types = ["ipv4"]
    supported_regions          = ["us-east-1"]
    principal                  = "arn:aws:iam::111111111111:root"
    tags                       = { team = "network" }
    topic                      = aws_sns_topic.events.arn
    events                     = ["Connect", "Reject"]
  }
}

locals {
  unknown = terraform_data.unknown.output
}

module "own_load_balancer" {
  source     = "./module"
  depends_on = [terraform_data.before]

  name                                                         = local.unknown.name
  load_balancer_name                                           = local.unknown.load_balancer_name
  customer_name                                                = local.unknown.customer_name
  tray_org_id                                                  = local.unknown.tray_org_id
  vpc_id                                                       = local.unknown.vpc_id
  subnets                                                      = { for zone_id in keys(local.zones) : zone_id => local.unknown.subnets[zone_id] }
  security_group_ids                                           = local.unknown.security_group_ids
  enforce_security_group_inbound_rules_on_private_link_traffic = local.unknown.true
  ingress_cidr_blocks                                          = { consumer = local.unknown.ingress }
  ip_address_type                                              = local.unknown.ip_address_type
  supported_ip_address_types                                   = local.unknown.supported_ip_address_types
  enable_deletion_protection                                   = local.unknown.false
  access_logs                                                  = { bucket = local.unknown.name, prefix = local.unknown.name }
  acceptance_required                                          = local.unknown.true
  accept_every_request_without_review                          = local.unknown.false
  allowed_principals_by_name                                   = { consumer = local.unknown.principal }
  accepted_endpoint_ids_by_name                                = { consumer = aws_vpc_endpoint.consumer.id }
  supported_regions                                            = local.unknown.supported_regions
  tags                                                         = local.unknown.tags
  connection_notifications                                     = { topic = { arn = local.unknown.topic }, events = local.unknown.events }
  notification_topic_policy_ids                                = { events = aws_sns_topic_policy.events.id }

  ports = {
    database = {
      port                   = local.unknown.port
      protocol               = local.unknown.protocol
      target_type            = local.unknown.target_type
      target_port            = local.unknown.second_port
      proxy_protocol_v2      = local.unknown.false
      deregistration_delay   = local.unknown.number
      connection_termination = local.unknown.false
      targets = {
        inside  = { id = local.unknown.inside }
        another = { id = local.unknown.inside, port = local.unknown.port }
        outside = { id = local.unknown.outside, availability_zone = local.unknown.all }
      }
      health_check = {
        protocol            = local.unknown.health_protocol
        port                = local.unknown.second_port
        path                = local.unknown.path
        matcher             = local.unknown.matcher
        interval            = local.unknown.number
        timeout             = local.unknown.three
        healthy_threshold   = local.unknown.three
        unhealthy_threshold = local.unknown.three
      }
    }
    # Leads to the same addresses and ports: what both need is one rule.
    orders = {
      port            = local.unknown.tls_port
      protocol        = local.unknown.tls
      tls_server_name = local.unknown.server_name
      certificate_arn = local.unknown.certificate_arn
      ssl_policy      = local.unknown.ssl_policy
      alpn_policy     = local.unknown.alpn_policy
      target_port     = local.unknown.port
      target_protocol = local.unknown.protocol
      targets         = { inside = { id = local.unknown.inside } }
    }
  }
}

resource "aws_vpc" "consumer" {
  provider = aws.consumer

  cidr_block = "100.64.1.0/24"
}

resource "aws_subnet" "consumer" {
  provider = aws.consumer

  vpc_id               = aws_vpc.consumer.id
  availability_zone_id = "euw1-az1"
  cidr_block           = "100.64.1.0/28"
}

resource "aws_vpc_endpoint" "consumer" {
  provider = aws.consumer

  vpc_id            = aws_vpc.consumer.id
  service_name      = module.own_load_balancer.service_name
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.consumer.id]
}

# A load balancer that is made in the same apply, with a listener of its own.
resource "aws_lb" "existing" {
  name                                                         = "existing"
  load_balancer_type                                           = "network"
  internal                                                     = true
  subnets                                                      = values(aws_subnet.this)[*].id
  security_groups                                              = [aws_security_group.extra.id]
  enforce_security_group_inbound_rules_on_private_link_traffic = "off"
}

resource "aws_lb_target_group" "existing" {
  name        = "existing"
  vpc_id      = aws_vpc.this.id
  target_type = "ip"
  port        = 9092
  protocol    = "TCP"
}

resource "aws_lb_listener" "existing" {
  load_balancer_arn = aws_lb.existing.arn
  port              = 9092
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.existing.arn
  }
}

module "existing_load_balancer" {
  source     = "./module"
  depends_on = [terraform_data.before]

  name                       = local.unknown.name
  customer_name              = local.unknown.customer_name
  tray_org_id                = local.unknown.tray_org_id
  existing_load_balancer     = { arn = aws_lb_listener.existing.load_balancer_arn, allow_without_security_group = local.unknown.false }
  allowed_principals_by_name = { consumer = local.unknown.principal }
  tags                       = local.unknown.tags
  connection_notifications   = {}

  ports = {
    kafka = { port = local.unknown.number * 0 + 9092, existing_listener = true }
    admin = { port = 9093, targets = { broker = { id = local.unknown.inside } } }
    other = { port = 9094, existing_target_group = { arn = aws_lb_target_group.other.arn } }
  }
}

resource "aws_lb_target_group" "other" {
  name        = "other"
  vpc_id      = aws_vpc.this.id
  target_type = "ip"
  port        = 9094
  protocol    = "TCP"
}

output "accepted_connections" {
  value = module.own_load_balancer.accepted_connections
}

output "endpoint_id" {
  value = aws_vpc_endpoint.consumer.id
}

output "load_balancer_security_groups" {
  value = module.own_load_balancer.security_group_id
}
