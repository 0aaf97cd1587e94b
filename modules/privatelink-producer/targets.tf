locals {
  targets = merge([
    for name, p in local.managed_target_groups : {
      for key, t in p.targets : "${name}/${key}" => merge(t, { group = name })
    }
  ]...)
}

# Stands for the load balancer: changes when another takes its place, and only then.
resource "terraform_data" "load_balancer" {
  input = local.makes_load_balancer ? var.name : var.existing_load_balancer.arn
}

resource "aws_lb_target_group" "this" {
  for_each = local.managed_target_groups

  # A target group that a listener uses cannot be deleted, so a replacement needs another name; six characters are all
  # that AWS leaves for a prefix.
  name_prefix = "tray-"
  vpc_id      = local.vpc_id
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

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    create_before_destroy = true

    # A target group serves one load balancer at a time. With groups of its own the next one is complete before the
    # service moves over to it, and the old one works until then.
    replace_triggered_by = [terraform_data.load_balancer]
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = local.targets

  target_group_arn  = aws_lb_target_group.this[each.value.group].arn
  target_id         = each.value.id
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

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    create_before_destroy = true
  }
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
