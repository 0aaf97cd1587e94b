# Both sides in one configuration, as for a test of your own before Tray asks: the service in one account, and in another one the
# endpoint that connects to it and is accepted, and no other. Nothing of it is known before the apply, and one apply is enough.

provider "aws" {
  region  = var.region
  profile = var.producer_profile
}

provider "aws" {
  alias   = "consumer"
  region  = var.region
  profile = var.consumer_profile
}

data "aws_caller_identity" "consumer" {
  provider = aws.consumer
}

# The producer: a network, a portal behind an Application Load Balancer, and a database by its address.

resource "aws_vpc" "producer" {
  cidr_block = "10.40.0.0/16"
  tags       = { Name = "producer" }
}

resource "aws_subnet" "producer" {
  for_each = { for index, zone_id in var.zone_ids : zone_id => cidrsubnet("10.40.0.0/16", 4, index) }

  vpc_id               = aws_vpc.producer.id
  availability_zone_id = each.key
  cidr_block           = each.value
}

resource "aws_security_group" "portal" {
  name_prefix = "portal-"
  description = "The portal"
  vpc_id      = aws_vpc.producer.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "portal" {
  security_group_id            = aws_security_group.portal.id
  referenced_security_group_id = module.orders.security_group_id
  description                  = "HTTP from the PrivateLink load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

resource "aws_lb" "portal" {
  name               = "portal"
  load_balancer_type = "application"
  internal           = true
  subnets            = values(aws_subnet.producer)[*].id
  security_groups    = [aws_security_group.portal.id]
}

resource "aws_lb_target_group" "portal" {
  name        = "portal"
  vpc_id      = aws_vpc.producer.id
  target_type = "ip"
  port        = 8080
  protocol    = "HTTP"
}

resource "aws_lb_listener" "portal" {
  load_balancer_arn = aws_lb.portal.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.portal.arn
  }
}

module "orders" {
  source = "../../"

  name          = "orders"
  customer_name = "Example Corp"
  tray_org_id   = var.tray_org_id

  vpc_id  = aws_vpc.producer.id
  subnets = { for zone_id, subnet in aws_subnet.producer : zone_id => subnet.id }

  ports = {
    postgres = {
      port            = 5432
      tls_server_name = "orders.db.example.com"
      targets         = { primary = { id = cidrhost(values(aws_subnet.producer)[0].cidr_block, 10) } }
    }

    # By its listener, which has to be there before the load balancer is registered.
    portal = {
      port         = 80
      target_type  = "alb"
      targets      = { portal = { id = aws_lb_listener.portal.arn } }
      health_check = { protocol = "HTTP", path = "/" }
    }
  }

  # By names of your choice, because neither is known when Terraform plans.
  allowed_principals_by_name    = { consumer = "arn:aws:iam::${data.aws_caller_identity.consumer.account_id}:root" }
  accepted_endpoint_ids_by_name = { consumer = aws_vpc_endpoint.consumer.id }
}

# The consumer: a network and the endpoint.

resource "aws_vpc" "consumer" {
  provider = aws.consumer

  cidr_block           = "100.64.0.0/24"
  enable_dns_hostnames = true
  tags                 = { Name = "consumer" }
}

resource "aws_subnet" "consumer" {
  provider = aws.consumer
  for_each = { for index, zone_id in var.zone_ids : zone_id => cidrsubnet("100.64.0.0/24", 3, index) }

  vpc_id               = aws_vpc.consumer.id
  availability_zone_id = each.key
  cidr_block           = each.value
}

resource "aws_security_group" "consumer" {
  provider = aws.consumer

  name_prefix = "orders-endpoint-"
  description = "Clients of the orders service"
  vpc_id      = aws_vpc.consumer.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "consumer" {
  provider = aws.consumer
  for_each = { postgres = 5432, portal = 80 }

  security_group_id = aws_security_group.consumer.id
  description       = "The consumer's network"
  cidr_ipv4         = aws_vpc.consumer.cidr_block
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_vpc_endpoint" "consumer" {
  provider = aws.consumer

  vpc_id             = aws_vpc.consumer.id
  service_name       = module.orders.service_name
  vpc_endpoint_type  = "Interface"
  subnet_ids         = values(aws_subnet.consumer)[*].id
  security_group_ids = [aws_security_group.consumer.id]
}
