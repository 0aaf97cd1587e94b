locals {
  makes_security_group = local.makes_load_balancer && length(var.security_group_ids) == 0

  # Transports of each protocol as security groups know them.
  transports = { TCP = ["tcp"], TLS = ["tcp"], UDP = ["udp"], TCP_UDP = ["tcp", "udp"] }

  ingress_rules = merge([
    for network, cidr in local.makes_security_group ? var.ingress_cidr_blocks : {} : {
      for flow in distinct(flatten([for p in values(var.ports) : [for transport in local.transports[p.protocol] : { transport = transport, port = p.port }]])) :
      "${network}/${flow.transport}/${flow.port}" => merge(flow, { cidr = cidr })
    }
  ]...)

  # Ports of the targets: those that carry traffic, and those that answer health checks (always over TCP).
  target_flows = {
    for name, p in local.managed_listeners : name => distinct(concat(
      flatten([
        for port in distinct(concat([coalesce(p.target_port, p.port)], [for t in values(p.targets) : t.port if t.port != null])) :
        [for transport in local.transports[p.protocol] : { transport = transport, port = port }]
      ]),
      p.health_check.port == null ? [] : [{ transport = "tcp", port = p.health_check.port }],
    ))
  }

  egress_everywhere = length(var.egress_cidr_blocks) > 0 ? var.egress_cidr_blocks : { vpc = one(data.aws_vpc.this[*].cidr_block) }

  # Keyed by names and literal addresses, so that a VPC made in the same run does not leave the keys unknown.
  egress_rules = merge(
    merge([
      for network, cidr in local.makes_security_group ? local.egress_everywhere : {} : {
        for flow in distinct(flatten(values(local.target_flows))) :
        "${network}/${flow.transport}/${flow.port}" => merge(flow, { cidr = cidr })
      }
    ]...),
    merge([
      for rule in distinct(flatten([
        for name, p in local.makes_security_group && length(var.egress_cidr_blocks) == 0 ? local.managed_listeners : {} : [
          for t in values(p.targets) : [for flow in local.target_flows[name] : merge(flow, { cidr = "${t.id}/32" })] if t.availability_zone != null
        ]
      ])) :
      { "${rule.cidr}/${rule.transport}/${rule.port}" = rule }
    ]...),
  )
}

data "aws_vpc" "this" {
  count = local.makes_security_group && length(var.egress_cidr_blocks) == 0 ? 1 : 0

  id = var.vpc_id
}

resource "aws_security_group" "this" {
  count = local.makes_security_group ? 1 : 0

  # Free of the service's name, so that a new name keeps the group that targets have admitted.
  name_prefix = "tray-privatelink-"
  description = "Load balancer of a PrivateLink service"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = var.name })

  lifecycle {
    # Its network interfaces hold on to a group that is in use: the new one must be there first.
    # https://github.com/hashicorp/terraform-provider-aws/issues/24820
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress_rules

  security_group_id = aws_security_group.this[0].id
  description       = "Clients in ${split("/", each.key)[0]}"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = each.value.transport
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress_rules

  security_group_id = aws_security_group.this[0].id
  description       = "Targets and their health checks"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = each.value.transport
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = var.tags

  lifecycle {
    create_before_destroy = true
  }
}
