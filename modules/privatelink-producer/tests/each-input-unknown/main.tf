# Calls the module once for each input that is unknown at plan, and once with all of them unknown.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "revision" {
  description = "Of the values: another one makes all of them unknown again."
  type        = string
  default     = "1"
}

module "unknown" {
  source   = "../unknown"
  revision = var.revision
}

module "name" {
  source = "../../"

  name               = module.unknown.it.string
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

module "load_balancer_name" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  load_balancer_name = module.unknown.it.string
}

module "customer_name" {
  source = "../../"

  name               = "orders"
  customer_name      = module.unknown.it.string
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

module "tray_org_id" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = module.unknown.it.org_id
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

module "vpc_id" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = module.unknown.it.vpc_id
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

module "subnets" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = module.unknown.it.subnet_id }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

module "security_group_ids" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  security_group_ids = module.unknown.it.group_ids
}

module "security_group_ids_by_name" {
  source = "../../"

  name                       = "orders"
  customer_name              = "Example Corp"
  tray_org_id                = "acme"
  vpc_id                     = "vpc-0123456789abcdef0"
  subnets                    = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals         = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                      = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  security_group_ids_by_name = { edge = module.unknown.it.group_id }
}

module "enforce" {
  source = "../../"

  name                                                         = "orders"
  customer_name                                                = "Example Corp"
  tray_org_id                                                  = "acme"
  vpc_id                                                       = "vpc-0123456789abcdef0"
  subnets                                                      = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals                                           = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                                                        = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  enforce_security_group_inbound_rules_on_private_link_traffic = module.unknown.it.true
  ingress_cidr_blocks                                          = { tray = "100.64.0.0/24" }
}

module "ingress_cidr_blocks" {
  source = "../../"

  name                = "orders"
  customer_name       = "Example Corp"
  tray_org_id         = "acme"
  vpc_id              = "vpc-0123456789abcdef0"
  subnets             = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals  = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports               = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  ingress_cidr_blocks = { tray = module.unknown.it.cidr }
}

module "egress_cidr_blocks" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  egress_cidr_blocks = { databases = module.unknown.it.cidr }
}

module "ip_address_type" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  ip_address_type    = module.unknown.it.ipv4
}

module "supported_ip_address_types" {
  source = "../../"

  name                       = "orders"
  customer_name              = "Example Corp"
  tray_org_id                = "acme"
  vpc_id                     = "vpc-0123456789abcdef0"
  subnets                    = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals         = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                      = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  supported_ip_address_types = module.unknown.it.address_types
}

module "enable_deletion_protection" {
  source = "../../"

  name                       = "orders"
  customer_name              = "Example Corp"
  tray_org_id                = "acme"
  vpc_id                     = "vpc-0123456789abcdef0"
  subnets                    = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals         = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                      = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  enable_deletion_protection = module.unknown.it.false
}

module "access_logs" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  access_logs        = { bucket = module.unknown.it.string, prefix = module.unknown.it.string }
}

module "tags" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  tags               = module.unknown.it.tags
}

module "allowed_principals_by_name" {
  source = "../../"

  name                       = "orders"
  customer_name              = "Example Corp"
  tray_org_id                = "acme"
  vpc_id                     = "vpc-0123456789abcdef0"
  subnets                    = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals         = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                      = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  allowed_principals_by_name = { auditor = module.unknown.it.principal }
}

module "accepted_endpoint_ids_by_name" {
  source = "../../"

  name                          = "orders"
  customer_name                 = "Example Corp"
  tray_org_id                   = "acme"
  vpc_id                        = "vpc-0123456789abcdef0"
  subnets                       = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals            = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                         = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  accepted_endpoint_ids_by_name = { tray = module.unknown.it.endpoint_id }
}

module "acceptance_required" {
  source = "../../"

  name                  = "orders"
  customer_name         = "Example Corp"
  tray_org_id           = "acme"
  vpc_id                = "vpc-0123456789abcdef0"
  subnets               = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals    = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                 = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  acceptance_required   = module.unknown.it.true
  accepted_endpoint_ids = ["vpce-0fedcba9876543210"]
}

module "accept_every_request_without_review" {
  source = "../../"

  name                                = "orders"
  customer_name                       = "Example Corp"
  tray_org_id                         = "acme"
  vpc_id                              = "vpc-0123456789abcdef0"
  subnets                             = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals                  = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                               = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  accept_every_request_without_review = module.unknown.it.false
}

module "supported_regions" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  supported_regions  = module.unknown.it.regions
}

module "private_dns" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  private_dns        = { name = module.unknown.it.domain, route53 = { zone_id = module.unknown.it.zone_id } }
}

module "private_dns_record_ids" {
  source = "../../"

  name                   = "orders"
  customer_name          = "Example Corp"
  tray_org_id            = "acme"
  vpc_id                 = "vpc-0123456789abcdef0"
  subnets                = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals     = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                  = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  private_dns            = { name = "orders.example.com" }
  private_dns_record_ids = { txt = module.unknown.it.string }
}

module "connection_notifications" {
  source = "../../"

  name                     = "orders"
  customer_name            = "Example Corp"
  tray_org_id              = "acme"
  vpc_id                   = "vpc-0123456789abcdef0"
  subnets                  = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals       = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                    = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  connection_notifications = { topic = { arn = module.unknown.it.topic_arn }, events = module.unknown.it.events }
}

module "kms_key_id" {
  source = "../../"

  name                     = "orders"
  customer_name            = "Example Corp"
  tray_org_id              = "acme"
  vpc_id                   = "vpc-0123456789abcdef0"
  subnets                  = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals       = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                    = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  connection_notifications = { kms_key_id = module.unknown.it.string }
}

module "notification_topic_policy_ids" {
  source = "../../"

  name                          = "orders"
  customer_name                 = "Example Corp"
  tray_org_id                   = "acme"
  vpc_id                        = "vpc-0123456789abcdef0"
  subnets                       = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals            = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                         = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
  connection_notifications      = { topic = { arn = "arn:aws:sns:eu-west-1:222222222222:events" } }
  notification_topic_policy_ids = { events = module.unknown.it.string }
}

module "existing_load_balancer" {
  source = "../../"

  name                   = "orders"
  customer_name          = "Example Corp"
  tray_org_id            = "acme"
  allowed_principals     = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                  = { served = { port = 9092, existing_listener = true }, added = { port = 9093, targets = { broker = { id = "10.0.1.30" } } } }
  existing_load_balancer = { arn = module.unknown.it.balancer_arn, allow_without_security_group = module.unknown.it.false }
}

module "port" {
  source = "../../"

  name                = "orders"
  customer_name       = "Example Corp"
  tray_org_id         = "acme"
  vpc_id              = "vpc-0123456789abcdef0"
  subnets             = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals  = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports               = { postgres = { port = module.unknown.it.port, targets = { primary = { id = "10.0.1.10" } } } }
  ingress_cidr_blocks = { tray = "100.64.0.0/24" }
}

module "target_port" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, target_port = module.unknown.it.port } }
}

module "target_id" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = module.unknown.it.address, port = module.unknown.it.port } } } }
}

module "target_outside" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = module.unknown.it.outside, availability_zone = "all" }, standby = { id = "192.168.7.8", availability_zone = module.unknown.it.all } } } }
}

module "target_instance" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, target_type = "instance", targets = { primary = { id = module.unknown.it.instance_id } } } }
}

module "target_alb" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { portal = { port = 80, target_type = "alb", targets = { portal = { id = module.unknown.it.listener_arn } }, health_check = { protocol = "HTTP" } } }
}

module "target_type" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, target_type = module.unknown.it.ip } }
}

module "protocol" {
  source = "../../"

  name                = "orders"
  customer_name       = "Example Corp"
  tray_org_id         = "acme"
  vpc_id              = "vpc-0123456789abcdef0"
  subnets             = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals  = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports               = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, protocol = module.unknown.it.tcp } }
  ingress_cidr_blocks = { tray = "100.64.0.0/24" }
}

module "tls" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, protocol = module.unknown.it.tls, tls_server_name = module.unknown.it.domain, certificate_arn = module.unknown.it.certificate, ssl_policy = module.unknown.it.policy, alpn_policy = module.unknown.it.none, target_protocol = module.unknown.it.tcp } }
}

module "idle_timeout" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, tcp_idle_timeout_seconds = module.unknown.it.port } }
}

module "health_check" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, health_check = { protocol = module.unknown.it.http, port = module.unknown.it.port, path = module.unknown.it.path, matcher = module.unknown.it.matcher, interval = module.unknown.it.ten, timeout = module.unknown.it.three, healthy_threshold = module.unknown.it.three, unhealthy_threshold = module.unknown.it.three } } }
}

module "group_attributes" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } }, proxy_protocol_v2 = module.unknown.it.true, deregistration_delay = module.unknown.it.ten, connection_termination = module.unknown.it.true } }
}

module "existing_target_group" {
  source = "../../"

  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, existing_target_group = { arn = module.unknown.it.group_arn } } }
}

module "everything" {
  source = "../../"

  name                                                         = module.unknown.it.string
  customer_name                                                = module.unknown.it.string
  tray_org_id                                                  = module.unknown.it.org_id
  vpc_id                                                       = module.unknown.it.vpc_id
  subnets                                                      = { "euw1-az1" = module.unknown.it.subnet_id }
  allowed_principals                                           = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports                                                        = { first = { port = module.unknown.it.port, protocol = module.unknown.it.tcp, target_type = module.unknown.it.ip, target_port = module.unknown.it.port, targets = { a = { id = module.unknown.it.address }, b = { id = module.unknown.it.outside, port = module.unknown.it.port, availability_zone = module.unknown.it.all } }, health_check = { protocol = module.unknown.it.http, port = module.unknown.it.port, path = module.unknown.it.path } } }
  load_balancer_name                                           = module.unknown.it.string
  security_group_ids                                           = module.unknown.it.group_ids
  ingress_cidr_blocks                                          = { tray = module.unknown.it.cidr }
  ip_address_type                                              = module.unknown.it.ipv4
  supported_ip_address_types                                   = module.unknown.it.address_types
  enable_deletion_protection                                   = module.unknown.it.false
  access_logs                                                  = { bucket = module.unknown.it.string, prefix = module.unknown.it.string }
  tags                                                         = module.unknown.it.tags
  allowed_principals_by_name                                   = { auditor = module.unknown.it.principal }
  accepted_endpoint_ids_by_name                                = { tray = module.unknown.it.endpoint_id }
  accept_every_request_without_review                          = module.unknown.it.false
  supported_regions                                            = module.unknown.it.regions
  private_dns                                                  = { name = module.unknown.it.domain, route53 = { zone_id = module.unknown.it.zone_id } }
  connection_notifications                                     = { topic = { arn = module.unknown.it.topic_arn }, events = module.unknown.it.events }
  notification_topic_policy_ids                                = { events = module.unknown.it.string }
  acceptance_required                                          = module.unknown.it.true
  enforce_security_group_inbound_rules_on_private_link_traffic = module.unknown.it.true
}

output "intakes" {
  description = "The six facts of each."
  value = {
    name                                = module.name.tray_intake
    load_balancer_name                  = module.load_balancer_name.tray_intake
    customer_name                       = module.customer_name.tray_intake
    tray_org_id                         = module.tray_org_id.tray_intake
    vpc_id                              = module.vpc_id.tray_intake
    subnets                             = module.subnets.tray_intake
    security_group_ids                  = module.security_group_ids.tray_intake
    security_group_ids_by_name          = module.security_group_ids_by_name.tray_intake
    enforce                             = module.enforce.tray_intake
    ingress_cidr_blocks                 = module.ingress_cidr_blocks.tray_intake
    egress_cidr_blocks                  = module.egress_cidr_blocks.tray_intake
    ip_address_type                     = module.ip_address_type.tray_intake
    supported_ip_address_types          = module.supported_ip_address_types.tray_intake
    enable_deletion_protection          = module.enable_deletion_protection.tray_intake
    access_logs                         = module.access_logs.tray_intake
    tags                                = module.tags.tray_intake
    allowed_principals_by_name          = module.allowed_principals_by_name.tray_intake
    accepted_endpoint_ids_by_name       = module.accepted_endpoint_ids_by_name.tray_intake
    acceptance_required                 = module.acceptance_required.tray_intake
    accept_every_request_without_review = module.accept_every_request_without_review.tray_intake
    supported_regions                   = module.supported_regions.tray_intake
    private_dns                         = module.private_dns.tray_intake
    private_dns_record_ids              = module.private_dns_record_ids.tray_intake
    connection_notifications            = module.connection_notifications.tray_intake
    kms_key_id                          = module.kms_key_id.tray_intake
    notification_topic_policy_ids       = module.notification_topic_policy_ids.tray_intake
    existing_load_balancer              = module.existing_load_balancer.tray_intake
    port                                = module.port.tray_intake
    target_port                         = module.target_port.tray_intake
    target_id                           = module.target_id.tray_intake
    target_outside                      = module.target_outside.tray_intake
    target_instance                     = module.target_instance.tray_intake
    target_alb                          = module.target_alb.tray_intake
    target_type                         = module.target_type.tray_intake
    protocol                            = module.protocol.tray_intake
    tls                                 = module.tls.tray_intake
    idle_timeout                        = module.idle_timeout.tray_intake
    health_check                        = module.health_check.tray_intake
    group_attributes                    = module.group_attributes.tray_intake
    existing_target_group               = module.existing_target_group.tray_intake
    everything                          = module.everything.tray_intake
  }
}
