locals {
  # Which groups there are hangs on names, never on how long a list is: that may be known after the apply only.
  makes_security_group = local.makes_load_balancer && !var.load_balancer_without_security_group && length(var.security_group_ids_by_name) == 0

  given_security_groups = concat(var.security_group_ids, values(var.security_group_ids_by_name))
  made_security_groups  = concat(aws_security_group.this[*].id, aws_security_group.rules[*].id)

  # Transports of each protocol as security groups know them.
  transports = { TCP = ["tcp"], TLS = ["tcp"], UDP = ["udp"], TCP_UDP = ["tcp", "udp"] }

  ingress_flows = distinct(flatten([
    for p in values(var.ports) : [for transport in local.transports[p.protocol] : "${transport}/${p.port}"]
  ]))

  # Where targets are registered elsewhere, or by something other than their address, they may be anywhere in the VPC, in its
  # second block as well as in its first.
  egress_networks = length(var.egress_cidr_blocks) > 0 ? values(var.egress_cidr_blocks) : distinct(flatten([
    for vpc in data.aws_vpc.this : [vpc.cidr_block, vpc.cidr_block_associations[*].cidr_block]
  ]))

  # Ports of the targets: those that carry traffic, and those that answer health checks (always over TCP).
  egress_flows = flatten([
    for p in values(local.managed_listeners) : [
      for destination in tolist(p.target_type == "ip" && length(p.targets) > 0 && length(var.egress_cidr_blocks) == 0
        ? [for t in values(p.targets) : { cidr = "${t.id}/32", ports = tolist([coalesce(t.port, p.target_port, p.port)]) }]
        : [for cidr in local.egress_networks : { cidr = cidr, ports = tolist(concat([coalesce(p.target_port, p.port)], [for t in values(p.targets) : t.port if t.port != null])) }]
        ) : concat(
        [for each in setproduct(local.transports[p.protocol], destination.ports) : { flow = "${each[0]}/${each[1]}", cidr = destination.cidr }],
        [for port in [p.health_check.port] : { flow = "tcp/${port}", cidr = destination.cidr } if port != null],
      )
    ]
  ])

  # By transport and port, so that what several ports and targets share is one rule.
  rules = {
    ingress = { for flow in local.ingress_flows : flow => distinct(values(var.ingress_cidr_blocks)) if length(var.ingress_cidr_blocks) > 0 }
    egress  = { for flow, cidrs in { for each in local.egress_flows : each.flow => each.cidr... } : flow => distinct(cidrs) }
  }
}

data "aws_vpc" "this" {
  count = local.makes_security_group && length(var.egress_cidr_blocks) == 0 ? 1 : 0

  id = var.vpc_id
}

# Stands for the load balancer in the security groups of its targets, which admit it. It has no rules, and stays for as long as
# the service does.
resource "aws_security_group" "this" {
  count = local.makes_security_group ? 1 : 0

  # Free of the service's name, so that a new name keeps the group that targets have admitted.
  name_prefix = "tray-privatelink-"
  description = "Load balancer of a PrivateLink service"
  vpc_id      = var.vpc_id
  tags        = merge({ Name = var.name }, var.tags)

  lifecycle {
    # Its network interfaces hold on to a group that is in use: the new one must be there first.
    # https://github.com/hashicorp/terraform-provider-aws/issues/24820
    create_before_destroy = true
  }
}

# What may pass. The rules stand in the group, because as resources of their own they would need keys, and ports and addresses of
# targets may be known after the apply only.
resource "aws_security_group" "rules" {
  count = local.makes_security_group ? 1 : 0

  name_prefix = "tray-privatelink-rules-"
  description = "What may pass the load balancer of a PrivateLink service"
  vpc_id      = var.vpc_id
  tags        = merge({ Name = "${var.name}-rules" }, var.tags)

  ingress = [
    for flow, cidrs in local.rules.ingress : {
      description      = "Named clients"
      protocol         = split("/", flow)[0]
      from_port        = tonumber(split("/", flow)[1])
      to_port          = tonumber(split("/", flow)[1])
      cidr_blocks      = cidrs
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    }
  ]

  egress = [
    for flow, cidrs in local.rules.egress : {
      description      = "Targets and their health checks"
      protocol         = split("/", flow)[0]
      from_port        = tonumber(split("/", flow)[1])
      to_port          = tonumber(split("/", flow)[1])
      cidr_blocks      = cidrs
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    }
  ]

  lifecycle {
    create_before_destroy = true
  }
}

check "security_group_has_room_for_the_rules" {
  assert {
    condition     = length(flatten(values(local.rules.ingress))) <= 60 && length(flatten(values(local.rules.egress))) <= 60
    error_message = "ports: ${length(flatten(values(local.rules.egress)))} outbound and ${length(flatten(values(local.rules.ingress)))} inbound rules, and AWS allows 60 each in a security group; name wider networks in egress_cidr_blocks and ingress_cidr_blocks, or have the quota raised."
  }
}
