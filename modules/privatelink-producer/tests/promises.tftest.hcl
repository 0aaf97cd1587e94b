# What the module promises, on a mocked provider: no account, no credentials, no cost. Needs Terraform 1.7 or newer.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

run "a_service_waits_for_acceptance_and_accepts_nothing_by_itself" {
  assert {
    condition     = aws_vpc_endpoint_service.this.acceptance_required
    error_message = "Acceptance must be required by default."
  }

  assert {
    condition     = length(aws_vpc_endpoint_connection_accepter.this) == 0
    error_message = "No connection may be accepted that is not named."
  }
}

run "the_load_balancer_is_internal_with_a_security_group_and_cross_zone" {
  assert {
    condition     = aws_lb.this[0].internal && aws_lb.this[0].load_balancer_type == "network"
    error_message = "The load balancer must be an internal Network Load Balancer."
  }

  assert {
    condition     = aws_lb.this[0].security_groups == toset(["sg-0123456789abcdef0"])
    error_message = "A security group must be attached from the beginning."
  }

  assert {
    condition     = aws_lb.this[0].enable_cross_zone_load_balancing
    error_message = "Cross-zone load balancing must be on."
  }

  assert {
    condition     = aws_lb.this[0].enforce_security_group_inbound_rules_on_private_link_traffic == "off"
    error_message = "Enforcement must be explicit, and off unless asked for."
  }

  assert {
    condition     = length(aws_security_group.rules[0].ingress) == 0
    error_message = "Nobody but PrivateLink may come in unless named."
  }

  assert {
    condition     = { for rule in aws_security_group.rules[0].egress : "${rule.protocol}/${rule.from_port}-${rule.to_port}" => rule.cidr_blocks } == { "tcp/5432-5432" = tolist(["10.0.1.10/32"]) }
    error_message = "The load balancer may reach its targets, on their ports, and nothing else."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.this) == 0 && length(aws_vpc_security_group_ingress_rule.this) == 0
    error_message = "The rules of version 1 are for those who come from it."
  }
}

run "security_groups_of_the_customer_take_the_place_of_the_modules_own" {
  variables {
    security_group_ids = ["sg-0bbbbbbbbbbbbbbbb"]
  }

  assert {
    condition     = aws_lb.this[0].security_groups == toset(["sg-0bbbbbbbbbbbbbbbb"])
    error_message = "The given groups must be attached, and no other."
  }

  assert {
    condition     = output.security_group_id == null
    error_message = "No group of the module's own, no id."
  }
}

run "security_groups_by_name_leave_nothing_to_make" {
  variables {
    security_group_ids_by_name = { edge = "sg-0bbbbbbbbbbbbbbbb" }
  }

  assert {
    condition     = aws_lb.this[0].security_groups == toset(["sg-0bbbbbbbbbbbbbbbb"]) && length(aws_security_group.this) == 0 && length(aws_security_group.rules) == 0
    error_message = "The given groups must be attached, and no other made."
  }

  assert {
    condition     = output.security_group_id == null
    error_message = "No group of the module's own, no id."
  }
}

run "a_load_balancer_without_security_group_stays_without" {
  command = plan

  variables {
    load_balancer_without_security_group = true
    load_balancer_name                   = "made-by-hand"
  }

  assert {
    condition     = aws_lb.this[0].name == "made-by-hand" && length(aws_security_group.this) == 0 && length(aws_security_group.rules) == 0
    error_message = "No group may be made, since it could not be attached."
  }
}

run "enforcement_on_private_link_traffic_admits_the_named_networks" {
  variables {
    enforce_security_group_inbound_rules_on_private_link_traffic = true
    ingress_cidr_blocks                                          = { tray = "100.64.0.0/24" }
  }

  assert {
    condition     = aws_lb.this[0].enforce_security_group_inbound_rules_on_private_link_traffic == "on"
    error_message = "Enforcement must be switched on."
  }

  assert {
    condition     = { for rule in aws_security_group.rules[0].ingress : "${rule.protocol}/${rule.from_port}-${rule.to_port}" => rule.cidr_blocks } == { "tcp/5432-5432" = tolist(["100.64.0.0/24"]) }
    error_message = "The named network must be admitted on the service's port."
  }
}

run "each_port_has_its_listener_and_target_group" {
  variables {
    ports = {
      postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" }, standby = { id = "10.0.2.10", port = 5433 } } }
      syslog   = { port = 514, protocol = "UDP", target_type = "instance", health_check = { port = 8080 }, targets = { collector = { id = "i-0123456789abcdef0" } } }
      dns      = { port = 53, protocol = "TCP_UDP", targets = { resolver = { id = "10.0.1.53" } } }
      api = {
        port            = 443
        protocol        = "TLS"
        tls_server_name = "api.example.com"
        certificate_arn = "arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-000000000000"
        target_port     = 8443
        targets         = { one = { id = "10.0.1.20" } }
        health_check    = { protocol = "HTTPS", path = "/healthz", matcher = "200" }
      }
      portal = {
        port         = 80
        target_type  = "alb"
        targets      = { alb = { id = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/portal/0123456789abcdef" } }
        health_check = { protocol = "HTTP", path = "/" }
      }
    }
  }

  assert {
    condition     = { for name, listener in aws_lb_listener.this : name => "${listener.protocol}:${listener.port}" } == { api = "TLS:443", dns = "TCP_UDP:53", portal = "TCP:80", postgres = "TCP:5432", syslog = "UDP:514" }
    error_message = "Every port needs its own listener."
  }

  assert {
    condition     = { for name, group in aws_lb_target_group.this : name => "${group.target_type}/${group.protocol}:${group.port}" } == { api = "ip/TLS:8443", dns = "ip/TCP_UDP:53", portal = "alb/TCP:80", postgres = "ip/TCP:5432", syslog = "instance/UDP:514" }
    error_message = "Every port needs its own target group; behind a TLS listener the targets are spoken to in TLS."
  }

  assert {
    condition     = keys(aws_lb_target_group_attachment.this) == ["api/one", "dns/resolver", "portal/alb", "postgres/primary", "postgres/standby", "syslog/collector"]
    error_message = "Every target must be registered under its names."
  }

  assert {
    condition     = aws_lb_target_group_attachment.this["postgres/standby"].port == 5433
    error_message = "A target's own port must be kept."
  }

  assert {
    condition     = alltrue([for name, group in aws_lb_target_group.this : name == "portal" || group.load_balancing_cross_zone_enabled == "true"])
    error_message = "Cross-zone must be on in each target group."
  }

  assert {
    condition     = aws_lb_target_group.this["syslog"].health_check[0].protocol == "TCP" && aws_lb_target_group.this["syslog"].health_check[0].port == "8080"
    error_message = "UDP targets are checked on the TCP port that was named."
  }

  assert {
    condition     = aws_lb_target_group.this["api"].health_check[0].path == "/healthz" && aws_lb_target_group.this["api"].health_check[0].port == "traffic-port"
    error_message = "Health checks must be passed on, on the traffic port unless named."
  }

  assert {
    condition     = aws_lb_listener.this["api"].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    error_message = "TLS listeners speak TLS 1.2 and 1.3 only by default."
  }

  assert {
    condition = { for rule in aws_security_group.rules[0].egress : "${rule.protocol}/${rule.from_port}-${rule.to_port}" => rule.cidr_blocks } == {
      "tcp/53-53"     = tolist(["10.0.1.53/32"])
      "tcp/5432-5432" = tolist(["10.0.1.10/32"])
      "tcp/5433-5433" = tolist(["10.0.2.10/32"])
      "tcp/80-80"     = tolist(["10.0.0.0/16", "100.64.8.0/22"])
      "tcp/8080-8080" = tolist(["10.0.0.0/16", "100.64.8.0/22"])
      "tcp/8443-8443" = tolist(["10.0.1.20/32"])
      "udp/514-514"   = tolist(["10.0.0.0/16", "100.64.8.0/22"])
      "udp/53-53"     = tolist(["10.0.1.53/32"])
    }
    error_message = "Egress must follow the targets' addresses and ports and their health checks, in every block of the VPC where the address is not known."
  }
}

run "addresses_outside_the_vpc_are_registered_in_all_zones_and_may_be_reached" {
  variables {
    ports = {
      oracle = { port = 1521, targets = {
        one = { id = "192.168.10.5", availability_zone = "all" }
        two = { id = "192.168.10.6", availability_zone = "all" }
      } }
      oracle_tls = { port = 2484, target_port = 1521, targets = { one = { id = "192.168.10.5", availability_zone = "all" } } }
    }
  }

  assert {
    condition     = aws_lb_target_group_attachment.this["oracle/one"].availability_zone == "all"
    error_message = "An address outside the VPC must be registered for all zones."
  }

  assert {
    condition     = { for rule in aws_security_group.rules[0].egress : "${rule.protocol}/${rule.from_port}-${rule.to_port}" => rule.cidr_blocks } == { "tcp/1521-1521" = tolist(["192.168.10.5/32", "192.168.10.6/32"]) }
    error_message = "Each outside address must be reachable once, although two ports lead to it."
  }
}

run "named_networks_replace_the_default_egress" {
  variables {
    egress_cidr_blocks = { databases = "10.0.16.0/20" }
  }

  assert {
    condition     = { for rule in aws_security_group.rules[0].egress : "${rule.protocol}/${rule.from_port}-${rule.to_port}" => rule.cidr_blocks } == { "tcp/5432-5432" = tolist(["10.0.16.0/20"]) }
    error_message = "Only the named networks may be reached."
  }
}

run "targets_that_register_themselves_may_be_anywhere_in_the_vpc" {
  variables {
    ports = { api = { port = 443 } }
  }

  assert {
    condition     = { for rule in aws_security_group.rules[0].egress : "${rule.protocol}/${rule.from_port}-${rule.to_port}" => rule.cidr_blocks } == { "tcp/443-443" = tolist(["10.0.0.0/16", "100.64.8.0/22"]) }
    error_message = "The second block of the VPC belongs to it as much as the first."
  }
}

run "the_rules_of_version_1_can_be_kept" {
  variables {
    security_group_rules_by_port = true
    ingress_cidr_blocks          = { office = "10.9.0.0/16" }
    ports = {
      postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } }
      oracle   = { port = 1521, targets = { one = { id = "192.168.10.5", availability_zone = "all" } } }
    }
  }

  assert {
    condition     = { for key, rule in aws_vpc_security_group_egress_rule.this : key => rule.cidr_ipv4 } == { "192.168.10.5/32/tcp/1521" = "192.168.10.5/32", "vpc/tcp/1521" = "10.0.0.0/16", "vpc/tcp/5432" = "10.0.0.0/16" }
    error_message = "They must stand where version 1 had them."
  }

  assert {
    condition     = { for key, rule in aws_vpc_security_group_ingress_rule.this : key => rule.cidr_ipv4 } == { "office/tcp/1521" = "10.9.0.0/16", "office/tcp/5432" = "10.9.0.0/16" }
    error_message = "They must stand where version 1 had them."
  }
}

run "an_application_load_balancer_is_registered_by_its_listener" {
  variables {
    ports = {
      portal = {
        port         = 80
        target_type  = "alb"
        targets      = { alb = { id = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener/app/portal/0123456789abcdef/fedcba9876543210" } }
        health_check = { protocol = "HTTP" }
      }
    }
  }

  assert {
    condition     = aws_lb_target_group_attachment.this["portal/alb"].target_id == "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/portal/0123456789abcdef"
    error_message = "The listener's ARN tells the load balancer's."
  }
}

run "something_else_may_register_the_targets" {
  variables {
    ports = {
      api    = { port = 443 }
      legacy = { port = 8443, existing_target_group = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/legacy/0123456789abcdef" } }
    }
  }

  assert {
    condition     = keys(output.target_group_arns) == ["api"] && length(aws_lb_target_group_attachment.this) == 0
    error_message = "A port without targets gets an empty target group; a port with its own target group gets none."
  }

  assert {
    condition     = aws_lb_listener.this["legacy"].default_action[0].target_group_arn == "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/legacy/0123456789abcdef"
    error_message = "The listener must forward to the existing target group."
  }
}

run "an_existing_load_balancer_is_taken_as_it_is" {
  variables {
    vpc_id                 = null
    subnets                = {}
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
    ports = {
      served = { port = 9092, existing_listener = true }
      added  = { port = 9093, targets = { broker = { id = "10.0.1.30" } } }
    }
  }

  assert {
    condition     = length(aws_lb.this) == 0 && length(aws_security_group.this) == 0
    error_message = "Neither a load balancer nor a security group may be made."
  }

  assert {
    condition     = aws_vpc_endpoint_service.this.network_load_balancer_arns == toset(["arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef"])
    error_message = "The service must stand on the existing load balancer."
  }

  assert {
    condition     = keys(aws_lb_listener.this) == ["added"] && keys(output.listener_arns) == ["added", "served"]
    error_message = "Only the port without listener gets one."
  }

  assert {
    condition     = aws_lb_target_group.this["added"].vpc_id == "vpc-0123456789abcdef0"
    error_message = "Target groups belong to the load balancer's VPC."
  }

  assert {
    condition     = output.tray_intake.ports == [{ port = 9092, protocol = "TCP" }, { port = 9093, protocol = "TCP" }]
    error_message = "Tray is told of existing listeners too."
  }
}

run "each_principal_is_a_resource_of_its_own" {
  variables {
    allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme", "arn:aws:iam::111111111111:user/auditor", "arn:aws:iam::333333333333:root"]
  }

  assert {
    condition     = length(aws_vpc_endpoint_service_allowed_principal.this) == 3
    error_message = "Role, user and account root are each allowed by their own resource."
  }

  assert {
    condition     = output.allowed_principals == ["arn:aws:iam::111111111111:role/tray-privatelink-acme", "arn:aws:iam::111111111111:user/auditor", "arn:aws:iam::333333333333:root"]
    error_message = "The output lists them."
  }
}

run "principals_and_endpoints_can_have_names" {
  variables {
    allowed_principals_by_name    = { auditor = "arn:aws:iam::111111111111:user/auditor" }
    accepted_endpoint_ids         = ["vpce-0fedcba9876543210"]
    accepted_endpoint_ids_by_name = { staging = "vpce-0123456789abcdef0" }
  }

  assert {
    condition     = keys(aws_vpc_endpoint_service_allowed_principal.this) == ["arn:aws:iam::111111111111:role/tray-privatelink-acme", "auditor"] && keys(aws_vpc_endpoint_connection_accepter.this) == ["staging", "vpce-0fedcba9876543210"]
    error_message = "Keys are names, or the ids that were written out."
  }

  assert {
    condition     = output.allowed_principals == ["arn:aws:iam::111111111111:role/tray-privatelink-acme", "arn:aws:iam::111111111111:user/auditor"] && keys(output.accepted_connections) == ["vpce-0123456789abcdef0", "vpce-0fedcba9876543210"]
    error_message = "The outputs tell ARNs and ids, whatever their names."
  }
}

run "no_principals_means_that_nobody_can_ask" {
  variables {
    allowed_principals = []
  }

  assert {
    condition     = length(aws_vpc_endpoint_service_allowed_principal.this) == 0
    error_message = "No principal may be allowed."
  }
}

run "a_single_region_service_leaves_supported_regions_alone" {
  assert {
    condition     = local.supported_regions == null
    error_message = "supported_regions must be null, never an empty list."
  }

  assert {
    condition     = output.supported_regions == toset(["eu-west-1"])
    error_message = "The output still names the home region."
  }
}

run "the_home_region_is_always_among_the_supported_ones" {
  variables {
    supported_regions = ["us-east-1"]
  }

  assert {
    condition     = aws_vpc_endpoint_service.this.supported_regions == toset(["eu-west-1", "us-east-1"])
    error_message = "The home region must be in the union."
  }
}

run "naming_the_home_region_alone_takes_other_regions_back" {
  variables {
    supported_regions = ["eu-west-1"]
  }

  assert {
    condition     = aws_vpc_endpoint_service.this.supported_regions == toset(["eu-west-1"])
    error_message = "The home region alone must be written, since null would leave others."
  }
}

run "exactly_the_named_endpoints_are_accepted" {
  variables {
    accepted_endpoint_ids = ["vpce-0123456789abcdef0", "vpce-0fedcba9876543210"]
  }

  assert {
    condition     = { for id, accepter in aws_vpc_endpoint_connection_accepter.this : id => accepter.vpc_endpoint_id } == { "vpce-0123456789abcdef0" = "vpce-0123456789abcdef0", "vpce-0fedcba9876543210" = "vpce-0fedcba9876543210" }
    error_message = "One accepter for each id."
  }

  assert {
    condition     = output.accepted_connections["vpce-0123456789abcdef0"] == "available"
    error_message = "The output tells each connection's state."
  }
}

run "acceptance_can_be_turned_off_out_loud" {
  variables {
    acceptance_required                 = false
    accept_every_request_without_review = true
  }

  assert {
    condition     = !aws_vpc_endpoint_service.this.acceptance_required && length(aws_vpc_endpoint_connection_accepter.this) == 0
    error_message = "Acceptance must be off, and without accepters, which fail on such a service."
  }
}

run "tray_intake_is_exactly_the_six_facts" {
  variables {
    ports = {
      postgres = { port = 5432 }
      api      = { port = 443, tls_server_name = "api.example.com" }
    }
  }

  assert {
    condition = jsonencode(output.tray_intake) == jsonencode({
      customer_name  = "Example Corp"
      location       = "eu-west-1"
      tray_org_id    = "acme"
      aws_account_id = "222222222222"
      service_name   = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
      ports          = [{ port = 443, protocol = "TLS", tls_server_name = "api.example.com" }, { port = 5432, protocol = "TCP" }]
    })
    error_message = "Six facts, ports in order, no field that is empty: ${jsonencode(output.tray_intake)}"
  }
}

run "zones_are_told_by_id" {
  assert {
    condition     = output.availability_zone_ids == tolist(["euw1-az1"])
    error_message = "The account's zone names must be turned into ids."
  }
}

run "without_private_dns_there_is_none" {
  assert {
    condition     = length(terraform_data.private_dns_name) == 0 && length(aws_vpc_endpoint_service_private_dns_verification.this) == 0 && output.private_dns_verification_record == null
    error_message = "No name, no record, no verification."
  }
}

run "notifications_make_a_topic_that_only_this_service_may_publish_to" {
  variables {
    connection_notifications = {}
  }

  assert {
    condition     = aws_vpc_endpoint_connection_notification.this[0].connection_events == toset(["Accept", "Connect", "Delete", "Reject"])
    error_message = "All four events are told by default."
  }

  assert {
    condition     = aws_vpc_endpoint_connection_notification.this[0].connection_notification_arn == output.notification_topic_arn
    error_message = "Events go to the topic that was made."
  }

  assert {
    condition     = jsondecode(aws_sns_topic_policy.this[0].policy).Statement[0].Condition == { ArnLike = { "aws:SourceArn" = "arn:aws:ec2:eu-west-1:222222222222:vpc-endpoint-service/vpce-svc-0123456789abcdef0" }, StringEquals = { "aws:SourceAccount" = "222222222222" } }
    error_message = "Only AWS, on behalf of this service and account, may publish."
  }
}

run "notifications_can_go_to_a_topic_of_the_customer" {
  variables {
    connection_notifications = { topic = { arn = "arn:aws:sns:eu-west-1:222222222222:network-events" }, events = ["Connect"] }
  }

  assert {
    condition     = length(aws_sns_topic.this) == 0 && length(aws_sns_topic_policy.this) == 0
    error_message = "Neither a topic nor a policy may be made."
  }

  assert {
    condition     = aws_vpc_endpoint_connection_notification.this[0].connection_notification_arn == "arn:aws:sns:eu-west-1:222222222222:network-events"
    error_message = "Events go to the given topic."
  }

  assert {
    condition     = jsondecode(output.notification_topic_policy).Statement[0].Resource == "arn:aws:sns:eu-west-1:222222222222:network-events"
    error_message = "The policy that the topic needs must be told."
  }
}

run "tags_reach_everything_and_names_come_from_the_name" {
  variables {
    tags = { team = "network" }
  }

  assert {
    condition     = aws_vpc_endpoint_service.this.tags == tomap({ team = "network", Name = "orders" }) && aws_lb.this[0].tags["team"] == "network" && aws_lb_target_group.this["postgres"].tags["Name"] == "orders-postgres"
    error_message = "Tags and names must be set."
  }
}

run "a_name_tag_of_the_caller_wins" {
  variables {
    tags                     = { Name = "mine" }
    connection_notifications = {}
  }

  assert {
    condition = alltrue([for tags in concat(
      [aws_vpc_endpoint_service.this.tags, aws_lb.this[0].tags, aws_security_group.this[0].tags, aws_security_group.rules[0].tags, aws_sns_topic.this[0].tags],
      values(aws_lb_target_group.this)[*].tags, values(aws_lb_listener.this)[*].tags,
    ) : tags["Name"] == "mine"])
    error_message = "What the caller calls things is what they are called."
  }
}
