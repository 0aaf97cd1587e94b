locals {
  targets = merge([
    for name, p in local.managed_target_groups : {
      for key, t in p.targets : "${name}/${key}" => merge(t, { group = name })
    }
  ]...)
}

# Stands for the load balancer: changes when another takes its place, and only then.
resource "terraform_data" "load_balancer" {
  input = local.makes_load_balancer ? local.load_balancer_name : var.existing_load_balancer.arn
}

# Stands for the VPC of a load balancer that the module makes. An existing one brings its own.
resource "terraform_data" "vpc" {
  input = local.makes_load_balancer ? var.vpc_id : null
}

resource "aws_lb_target_group" "this" {
  for_each = local.managed_target_groups

  # A target group that a listener uses cannot be deleted, so a replacement needs another name; six characters are all
  # that AWS leaves for a prefix.
  name_prefix = "tray-"
  vpc_id      = local.makes_load_balancer ? var.vpc_id : coalesce(var.vpc_id, one(data.aws_lb.existing[*].vpc_id))
  target_type = each.value.target_type
  port        = coalesce(each.value.target_port, each.value.port)
  protocol    = coalesce(each.value.target_protocol, each.value.protocol)

  # Said here as well, so that it holds behind a load balancer that exists and has it off.
  load_balancing_cross_zone_enabled = each.value.target_type == "alb" ? null : "true"

  proxy_protocol_v2      = each.value.proxy_protocol_v2
  deregistration_delay   = each.value.deregistration_delay
  connection_termination = each.value.connection_termination

  health_check {
    enabled             = true
    protocol            = each.value.health_check.protocol
    port                = each.value.health_check.port == null ? "traffic-port" : tostring(each.value.health_check.port)
    path                = each.value.health_check.path
    matcher             = each.value.health_check.matcher
    interval            = each.value.health_check.interval
    timeout             = each.value.health_check.timeout
    healthy_threshold   = each.value.health_check.healthy_threshold
    unhealthy_threshold = each.value.health_check.unhealthy_threshold
  }

  tags = merge({ Name = "${var.name}-${each.key}" }, var.tags)

  lifecycle {
    create_before_destroy = true

    # An imported target group keeps the name that somebody gave it. And the VPC may come from a data source, which
    # `depends_on` makes unknown: whether it really is another one, the resources below tell.
    ignore_changes = [name, name_prefix, vpc_id]

    # A target group serves one load balancer at a time. With groups of its own the next one is complete before the
    # service moves over to it, and the old one works until then.
    replace_triggered_by = [terraform_data.load_balancer, terraform_data.vpc]
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = local.targets

  target_group_arn = aws_lb_target_group.this[each.value.group].arn

  # AWS takes an Application Load Balancer only when it listens on the port. By the ARN of its listener the two are made in
  # this order: arn:…:listener/app/<name>/<id>/<listener> is of arn:…:loadbalancer/app/<name>/<id>.
  target_id         = replace(each.value.id, "/:listener(/app/[^/]+/[^/]+)/[^/]+$/", ":loadbalancer$1")
  port              = each.value.port
  availability_zone = each.value.availability_zone

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "this" {
  for_each = local.managed_listeners

  load_balancer_arn = local.load_balancer_arn
  port              = each.value.port
  protocol          = each.value.protocol
  certificate_arn   = each.value.certificate_arn
  ssl_policy        = each.value.protocol == "TLS" ? each.value.ssl_policy : null
  alpn_policy       = each.value.alpn_policy

  tcp_idle_timeout_seconds = each.value.tcp_idle_timeout_seconds

  default_action {
    type             = "forward"
    target_group_arn = each.value.existing_target_group == null ? aws_lb_target_group.this[each.key].arn : each.value.existing_target_group.arn
  }

  tags = merge({ Name = "${var.name}-${each.key}" }, var.tags)

  lifecycle {
    create_before_destroy = true
  }

  # A load balancer that is refused gets no listener.
  depends_on = [data.aws_lb.existing]
}

# A port that is said to exist is looked up, so that Tray is never told of one that does not.
data "aws_lb_listener" "existing" {
  for_each = local.existing_listeners

  load_balancer_arn = local.load_balancer_arn
  port              = each.value.port

  lifecycle {
    precondition {
      condition     = !local.makes_load_balancer
      error_message = "ports.${each.key}.existing_listener: goes with existing_load_balancer; the load balancer that this module makes has no listeners yet."
    }

    postcondition {
      condition     = self.protocol == each.value.protocol
      error_message = "ports.${each.key}.protocol: the existing listener on port ${each.value.port} speaks ${self.protocol}; write that."
    }
  }
}
