# The rules as version 1 made them, for those who come from it: kept while `security_group_rules_by_port` is true.
locals {
  keeps_rules_by_port = local.makes_security_group && var.security_group_rules_by_port

  ingress_rules_by_port = merge([
    for network, cidr in local.keeps_rules_by_port ? var.ingress_cidr_blocks : {} : {
      for flow in distinct(flatten([for p in values(var.ports) : [for transport in local.transports[p.protocol] : { transport = transport, port = p.port }]])) :
      "${network}/${flow.transport}/${flow.port}" => merge(flow, { cidr = cidr })
    }
  ]...)

  target_flows_by_port = {
    for name, p in local.keeps_rules_by_port ? local.managed_listeners : {} : name => distinct(concat(
      flatten([
        for port in distinct(concat([coalesce(p.target_port, p.port)], [for t in values(p.targets) : t.port if t.port != null])) :
        [for transport in local.transports[p.protocol] : { transport = transport, port = port }]
      ]),
      p.health_check.port == null ? [] : [{ transport = "tcp", port = p.health_check.port }],
    ))
  }

  egress_everywhere = length(var.egress_cidr_blocks) > 0 ? var.egress_cidr_blocks : { vpc = one(data.aws_vpc.this[*].cidr_block) }

  egress_rules_by_port = merge(
    merge([
      for network, cidr in local.keeps_rules_by_port ? local.egress_everywhere : {} : {
        for flow in distinct(flatten(values(local.target_flows_by_port))) :
        "${network}/${flow.transport}/${flow.port}" => merge(flow, { cidr = cidr })
      }
    ]...),
    merge([
      for rule in distinct(flatten([
        for name, p in local.keeps_rules_by_port && length(var.egress_cidr_blocks) == 0 ? local.managed_listeners : {} : [
          for t in values(p.targets) : [for flow in local.target_flows_by_port[name] : merge(flow, { cidr = "${t.id}/32" })] if t.availability_zone != null
        ]
      ])) :
      { "${rule.cidr}/${rule.transport}/${rule.port}" = rule }
    ]...),
  )
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress_rules_by_port

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
  for_each = local.egress_rules_by_port

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
