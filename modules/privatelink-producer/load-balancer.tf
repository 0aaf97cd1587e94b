data "aws_subnet" "this" {
  for_each = local.makes_load_balancer ? var.subnets : {}

  id = each.value

  lifecycle {
    postcondition {
      condition     = self.availability_zone_id == each.key
      error_message = "subnets: ${each.value} is in ${self.availability_zone_id}, not in ${each.key}; write it under its own AZ id."
    }

    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "subnets: ${each.value} is in ${self.vpc_id}, not in vpc_id; choose a subnet of that VPC."
    }
  }
}

resource "aws_lb" "this" {
  count = local.makes_load_balancer ? 1 : 0

  name               = local.load_balancer_name
  load_balancer_type = "network"
  internal           = true
  ip_address_type    = var.ip_address_type
  subnets            = values(var.subnets)

  # Always at least one: attaching the first group later, or taking the last one away, replaces the load balancer.
  security_groups = var.load_balancer_without_security_group ? null : length(local.given_security_groups) > 0 ? local.given_security_groups : local.made_security_groups

  # Left unset, AWS enforces inbound rules on PrivateLink traffic as soon as there is a security group, and drops what
  # they do not name without a word: https://github.com/MaterializeInc/materialize/pull/36623
  enforce_security_group_inbound_rules_on_private_link_traffic = var.load_balancer_without_security_group ? null : var.enforce_security_group_inbound_rules_on_private_link_traffic ? "on" : "off"

  # Endpoints stand in the zones that both sides share, targets perhaps in others.
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.enable_deletion_protection

  dynamic "access_logs" {
    for_each = var.access_logs == null ? [] : [var.access_logs]

    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }

  tags = merge({ Name = var.name }, var.tags)

  lifecycle {
    # One that is imported and is something else is refused below, rather than replaced.
    ignore_changes = [internal, load_balancer_type]

    # A load balancer in use by an endpoint service cannot be deleted: the new one must take its place first.
    # https://github.com/hashicorp/terraform-provider-aws/issues/5701
    create_before_destroy = true

    precondition {
      condition     = var.vpc_id != null
      error_message = "vpc_id: needed to make the load balancer; name the VPC, or pass existing_load_balancer."
    }

    precondition {
      condition     = length(var.subnets) > 0
      error_message = "subnets: the load balancer needs a subnet in at least one zone, such as { \"euw1-az1\" = \"subnet-…\" }."
    }

    precondition {
      condition     = length(local.given_security_groups) > 0 || !var.enforce_security_group_inbound_rules_on_private_link_traffic || length(var.ingress_cidr_blocks) > 0
      error_message = "ingress_cidr_blocks: with enforce_security_group_inbound_rules_on_private_link_traffic = true and no network named here, everything from Tray is dropped silently; name Tray's network, or leave enforcement off."
    }

    precondition {
      condition     = var.ip_address_type == "ipv4" || alltrue([for p in values(var.ports) : contains(["TCP", "TLS"], p.protocol)])
      error_message = "ip_address_type: a dual-stack load balancer cannot carry UDP to IPv4 targets; use \"ipv4\", or move the UDP ports to a service of their own."
    }

    precondition {
      condition     = !var.load_balancer_without_security_group || (!var.enforce_security_group_inbound_rules_on_private_link_traffic && length(local.given_security_groups) == 0 && length(var.ingress_cidr_blocks) == 0 && length(var.egress_cidr_blocks) == 0)
      error_message = "load_balancer_without_security_group: such a load balancer can never get a security group; leave security_group_ids, security_group_ids_by_name, ingress_cidr_blocks, egress_cidr_blocks and enforce_security_group_inbound_rules_on_private_link_traffic out, or set it to false for a load balancer that has one."
    }

    postcondition {
      condition     = self.load_balancer_type == "network"
      error_message = "aws_lb.this: an endpoint service needs a Network Load Balancer, and the imported one is of type ${self.load_balancer_type}."
    }

    postcondition {
      condition     = self.internal
      error_message = "aws_lb.this: the imported load balancer faces the internet; use an internal one, so that PrivateLink is the only way in."
    }
  }
}

data "aws_lb" "existing" {
  count = local.makes_load_balancer ? 0 : 1

  arn = var.existing_load_balancer.arn

  lifecycle {
    precondition {
      condition     = length(var.subnets) == 0 && length(local.given_security_groups) == 0 && length(var.ingress_cidr_blocks) == 0 && length(var.egress_cidr_blocks) == 0
      error_message = "existing_load_balancer: it has its subnets and security groups already; leave subnets, security_group_ids, security_group_ids_by_name, ingress_cidr_blocks and egress_cidr_blocks out."
    }

    postcondition {
      condition     = self.load_balancer_type == "network"
      error_message = "existing_load_balancer: an endpoint service needs a Network Load Balancer, and this is of type ${self.load_balancer_type}."
    }

    postcondition {
      condition     = self.internal
      error_message = "existing_load_balancer: it faces the internet; use an internal one, so that PrivateLink is the only way in."
    }

    postcondition {
      condition     = length(self.security_groups) > 0 || var.existing_load_balancer.allow_without_security_group
      error_message = "existing_load_balancer: it has no security group and can never get one; make another with a group attached, or set allow_without_security_group = true."
    }

    # The silent drop again, on a load balancer whose attribute belongs to somebody else.
    postcondition {
      condition     = length(self.security_groups) == 0 || (self.enforce_security_group_inbound_rules_on_private_link_traffic == "on") == var.enforce_security_group_inbound_rules_on_private_link_traffic
      error_message = "enforce_security_group_inbound_rules_on_private_link_traffic: the existing load balancer has it ${self.enforce_security_group_inbound_rules_on_private_link_traffic}; turn it off there, or set the variable to the same and admit Tray's network in its security groups."
    }
  }
}
