# Bad input, each refused before anything is made. Needs Terraform 1.7 or newer.

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
  ports              = { postgres = { port = 5432 } }
}

run "a_name_that_is_too_long" {
  command = plan

  variables {
    name = "a-name-that-is-longer-than-thirty-two"
  }

  expect_failures = [var.name]
}

run "a_name_that_aws_reserves" {
  command = plan

  variables {
    name = "internal-orders"
  }

  expect_failures = [var.name]
}

run "no_customer_name" {
  command = plan

  variables {
    customer_name = " "
  }

  expect_failures = [var.customer_name]
}

run "an_org_id_in_capitals" {
  command = plan

  variables {
    tray_org_id = "ACME"
  }

  expect_failures = [var.tray_org_id]
}

run "a_wildcard_principal" {
  command = plan

  variables {
    allowed_principals = ["*"]
  }

  expect_failures = [var.allowed_principals]
}

run "a_wildcard_inside_a_principal" {
  command = plan

  variables {
    allowed_principals = ["arn:aws:iam::111111111111:role/tray-*"]
  }

  expect_failures = [var.allowed_principals]
}

run "a_principal_with_a_path" {
  command = plan

  variables {
    allowed_principals = ["arn:aws:iam::111111111111:role/team/tray-privatelink-acme"]
  }

  expect_failures = [var.allowed_principals]
}

run "a_bare_account_number" {
  command = plan

  variables {
    allowed_principals = ["111111111111"]
  }

  expect_failures = [var.allowed_principals]
}

run "an_assumed_role_session" {
  command = plan

  variables {
    allowed_principals = ["arn:aws:sts::111111111111:assumed-role/tray/session"]
  }

  expect_failures = [var.allowed_principals]
}

run "a_service_id_for_an_endpoint_id" {
  command = plan

  variables {
    accepted_endpoint_ids = ["vpce-svc-0123456789abcdef0"]
  }

  expect_failures = [var.accepted_endpoint_ids]
}

run "a_zone_for_a_region" {
  command = plan

  variables {
    supported_regions = ["us-east-1a"]
  }

  expect_failures = [var.supported_regions]
}

run "a_private_name_without_domain" {
  command = plan

  variables {
    private_dns = { name = "orders" }
  }

  expect_failures = [var.private_dns]
}

run "two_ways_to_prove_a_name" {
  command = plan

  variables {
    private_dns = { name = "orders.example.com", record_exists = true, route53 = { zone_id = "Z0123456789ABCDEFGHIJ" } }
  }

  expect_failures = [var.private_dns]
}

run "an_event_that_does_not_exist" {
  command = plan

  variables {
    connection_notifications = { events = ["connect"] }
  }

  expect_failures = [var.connection_notifications]
}

run "no_event" {
  command = plan

  variables {
    connection_notifications = { events = [] }
  }

  expect_failures = [var.connection_notifications]
}

run "a_topic_key_that_aws_cannot_use" {
  command = plan

  variables {
    connection_notifications = { kms_key_id = "alias/aws/sns" }
  }

  expect_failures = [var.connection_notifications]
}

run "a_zone_name_for_a_zone_id" {
  command = plan

  variables {
    subnets = { "eu-west-1a" = "subnet-0123456789abcdef0" }
  }

  expect_failures = [var.subnets]
}

run "a_subnet_without_zone_id" {
  command = plan

  variables {
    subnets = { private = "subnet-0123456789abcdef0" }
  }

  expect_failures = [var.subnets]
}

run "an_application_load_balancer" {
  command = plan

  variables {
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/web/0123456789abcdef" }
  }

  expect_failures = [var.existing_load_balancer]
}

run "an_ingress_network_that_is_none" {
  command = plan

  variables {
    ingress_cidr_blocks = { office = "10.0.0.5" }
  }

  expect_failures = [var.ingress_cidr_blocks]
}

run "ingress_from_everywhere" {
  command = plan

  variables {
    ingress_cidr_blocks = { world = "0.0.0.0/0" }
  }

  expect_failures = [var.ingress_cidr_blocks]
}

run "an_egress_network_that_is_none" {
  command = plan

  variables {
    egress_cidr_blocks = { databases = "databases" }
  }

  expect_failures = [var.egress_cidr_blocks]
}

run "an_unknown_address_type" {
  command = plan

  variables {
    ip_address_type = "ipv6"
  }

  expect_failures = [var.ip_address_type]
}

run "an_unknown_supported_address_type" {
  command = plan

  variables {
    supported_ip_address_types = ["dualstack"]
  }

  expect_failures = [var.supported_ip_address_types]
}

run "no_ports" {
  command = plan

  variables {
    ports = {}
  }

  expect_failures = [var.ports]
}

run "more_ports_than_listeners" {
  command = plan

  variables {
    ports = { for port in range(5000, 5051) : "p${port}" => { port = port } }
  }

  expect_failures = [var.ports]
}

run "port_zero" {
  command = plan

  variables {
    ports = { postgres = { port = 0 } }
  }

  expect_failures = [var.ports]
}

run "port_70000" {
  command = plan

  variables {
    ports = { postgres = { port = 70000 } }
  }

  expect_failures = [var.ports]
}

run "a_fraction_of_a_port" {
  command = plan

  variables {
    ports = { postgres = { port = 54.32 } }
  }

  expect_failures = [var.ports]
}

run "a_port_twice" {
  command = plan

  variables {
    ports = { one = { port = 5432 }, two = { port = 5432 } }
  }

  expect_failures = [var.ports]
}

run "an_unknown_protocol" {
  command = plan

  variables {
    ports = { web = { port = 443, protocol = "HTTPS" } }
  }

  expect_failures = [var.ports]
}

run "tls_without_server_name" {
  command = plan

  variables {
    ports = { api = { port = 443, protocol = "TLS", certificate_arn = "arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-000000000000" } }
  }

  expect_failures = [var.ports]
}

run "a_server_name_on_udp" {
  command = plan

  variables {
    ports = { dns = { port = 53, protocol = "UDP", tls_server_name = "dns.example.com", health_check = { port = 8080 } } }
  }

  expect_failures = [var.ports]
}

run "a_server_name_that_is_an_url" {
  command = plan

  variables {
    ports = { api = { port = 443, tls_server_name = "https://api.example.com" } }
  }

  expect_failures = [var.ports]
}

run "a_wildcard_server_name" {
  command = plan

  variables {
    ports = { api = { port = 443, tls_server_name = "*.example.com" } }
  }

  expect_failures = [var.ports]
}

run "an_address_for_a_server_name" {
  command = plan

  variables {
    ports = { api = { port = 443, tls_server_name = "10.0.1.1" } }
  }

  expect_failures = [var.ports]
}

run "tls_without_certificate" {
  command = plan

  variables {
    ports = { api = { port = 443, protocol = "TLS", tls_server_name = "api.example.com" } }
  }

  expect_failures = [var.ports]
}

run "a_certificate_without_tls" {
  command = plan

  variables {
    ports = { api = { port = 443, certificate_arn = "arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-000000000000" } }
  }

  expect_failures = [var.ports]
}

run "an_idle_timeout_on_tls" {
  command = plan

  variables {
    ports = { api = { port = 443, protocol = "TLS", tls_server_name = "api.example.com", tcp_idle_timeout_seconds = 600, certificate_arn = "arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-000000000000" } }
  }

  expect_failures = [var.ports]
}

run "an_idle_timeout_that_is_too_short" {
  command = plan

  variables {
    ports = { api = { port = 443, tcp_idle_timeout_seconds = 59 } }
  }

  expect_failures = [var.ports]
}

run "an_unknown_target_type" {
  command = plan

  variables {
    ports = { api = { port = 443, target_type = "lambda" } }
  }

  expect_failures = [var.ports]
}

run "a_target_port_out_of_range" {
  command = plan

  variables {
    ports = { api = { port = 443, target_port = 70000 } }
  }

  expect_failures = [var.ports]
}

run "a_target_protocol_that_does_not_fit" {
  command = plan

  variables {
    ports = { api = { port = 443, target_protocol = "UDP" } }
  }

  expect_failures = [var.ports]
}

run "a_target_in_a_named_zone" {
  command = plan

  variables {
    ports = { api = { port = 443, targets = { one = { id = "10.0.1.1", availability_zone = "eu-west-1a" } } } }
  }

  expect_failures = [var.ports]
}

run "all_zones_for_an_instance" {
  command = plan

  variables {
    ports = { api = { port = 443, target_type = "instance", targets = { one = { id = "i-0123456789abcdef0", availability_zone = "all" } } } }
  }

  expect_failures = [var.ports]
}

run "a_host_name_for_an_address" {
  command = plan

  variables {
    ports = { api = { port = 443, targets = { one = { id = "db.example.com" } } } }
  }

  expect_failures = [var.ports]
}

run "a_public_address_outside_the_vpc" {
  command = plan

  variables {
    ports = { api = { port = 443, targets = { one = { id = "203.0.113.5", availability_zone = "all" } } } }
  }

  expect_failures = [var.ports]
}

run "udp_to_an_address_outside_the_vpc" {
  command = plan

  variables {
    ports = { api = { port = 53, protocol = "TCP_UDP", targets = { one = { id = "192.168.10.5", availability_zone = "all" } } } }
  }

  expect_failures = [var.ports]
}

run "an_address_for_an_instance" {
  command = plan

  variables {
    ports = { api = { port = 443, target_type = "instance", targets = { one = { id = "10.0.1.1" } } } }
  }

  expect_failures = [var.ports]
}

run "two_application_load_balancers_behind_one_port" {
  command = plan

  variables {
    ports = { api = { port = 443, target_type = "alb", health_check = { protocol = "HTTPS" }, targets = {
      one = { id = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/one/0123456789abcdef" }
      two = { id = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/two/0123456789abcdef" }
    } } }
  }

  expect_failures = [var.ports]
}

run "an_application_load_balancer_behind_udp" {
  command = plan

  variables {
    ports = { api = { port = 443, protocol = "UDP", target_type = "alb", health_check = { protocol = "HTTPS", port = 443 } } }
  }

  expect_failures = [var.ports]
}

run "an_application_load_balancer_without_http_check" {
  command = plan

  variables {
    ports = { api = { port = 443, target_type = "alb" } }
  }

  expect_failures = [var.ports]
}

run "an_unknown_health_check" {
  command = plan

  variables {
    ports = { api = { port = 443, health_check = { protocol = "UDP" } } }
  }

  expect_failures = [var.ports]
}

run "udp_without_a_port_to_check" {
  command = plan

  variables {
    ports = { syslog = { port = 514, protocol = "UDP" } }
  }

  expect_failures = [var.ports]
}

run "a_path_in_a_tcp_check" {
  command = plan

  variables {
    ports = { api = { port = 443, health_check = { path = "/healthz" } } }
  }

  expect_failures = [var.ports]
}

run "a_timeout_longer_than_its_interval" {
  command = plan

  variables {
    ports = { api = { port = 443, health_check = { interval = 10, timeout = 10 } } }
  }

  expect_failures = [var.ports]
}

run "a_threshold_of_one" {
  command = plan

  variables {
    ports = { api = { port = 443, health_check = { healthy_threshold = 1 } } }
  }

  expect_failures = [var.ports]
}

run "a_deregistration_delay_of_two_hours" {
  command = plan

  variables {
    ports = { api = { port = 443, deregistration_delay = 7200 } }
  }

  expect_failures = [var.ports]
}

run "targets_behind_an_existing_listener" {
  command = plan

  variables {
    ports = { api = { port = 443, existing_listener = true, targets = { one = { id = "10.0.1.1" } } } }
  }

  expect_failures = [var.ports]
}

run "an_existing_listener_and_target_group" {
  command = plan

  variables {
    ports = { api = { port = 443, existing_listener = true, existing_target_group = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/legacy/0123456789abcdef" } } }
  }

  expect_failures = [var.ports]
}

run "acceptance_off_without_the_loud_variable" {
  command = plan

  variables {
    acceptance_required = false
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}

run "accepted_endpoints_on_a_service_without_acceptance" {
  command = plan

  variables {
    acceptance_required                 = false
    accept_every_request_without_review = true
    accepted_endpoint_ids               = ["vpce-0123456789abcdef0"]
  }

  expect_failures = [aws_vpc_endpoint_connection_accepter.this]
}

run "the_loud_variable_beside_acceptance" {
  command = plan

  variables {
    accept_every_request_without_review = true
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}

run "a_principal_of_another_partition" {
  command = plan

  variables {
    allowed_principals = ["arn:aws-cn:iam::111111111111:role/tray-privatelink-acme"]
  }

  expect_failures = [aws_vpc_endpoint_service_allowed_principal.this]
}

run "a_region_of_another_partition" {
  command = plan

  variables {
    supported_regions = ["cn-north-1"]
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}

run "a_custom_idle_timeout_across_regions" {
  command = plan

  variables {
    supported_regions = ["us-east-1"]
    ports             = { api = { port = 443, tcp_idle_timeout_seconds = 600 } }
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}

run "ipv6_endpoints_on_an_ipv4_load_balancer" {
  command = plan

  variables {
    supported_ip_address_types = ["ipv4", "ipv6"]
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}

run "a_zone_without_cross_region_support" {
  command = plan

  variables {
    subnets           = { "use1-az3" = "subnet-0123456789abcdef0" }
    supported_regions = ["eu-west-1", "us-west-2"]
  }

  override_data {
    target = data.aws_subnet.this
    values = { availability_zone_id = "use1-az3", vpc_id = "vpc-0123456789abcdef0" }
  }

  expect_failures = [check.zones_support_cross_region]
}

run "no_vpc" {
  command = plan

  variables {
    vpc_id             = null
    subnets            = {}
    security_group_ids = ["sg-0bbbbbbbbbbbbbbbb"]
  }

  expect_failures = [aws_lb.this]
}

run "no_subnets" {
  command = plan

  variables {
    subnets = {}
  }

  expect_failures = [aws_lb.this]
}

run "enforcement_without_a_network" {
  command = plan

  variables {
    enforce_security_group_inbound_rules_on_private_link_traffic = true
  }

  expect_failures = [aws_lb.this]
}

run "udp_on_dual_stack" {
  command = plan

  variables {
    ip_address_type = "dualstack"
    ports           = { syslog = { port = 514, protocol = "UDP", health_check = { port = 8080 } } }
  }

  expect_failures = [aws_lb.this]
}

run "a_subnet_under_the_wrong_zone" {
  command = plan

  variables {
    subnets = { "euw1-az2" = "subnet-0123456789abcdef0" }
  }

  expect_failures = [data.aws_subnet.this["euw1-az2"]]
}

run "a_subnet_of_another_vpc" {
  command = plan

  variables {
    vpc_id = "vpc-0fedcba9876543210"
  }

  expect_failures = [data.aws_subnet.this["euw1-az1"]]
}

run "subnets_beside_an_existing_load_balancer" {
  command = plan

  variables {
    vpc_id                 = null
    subnets                = { "euw1-az1" = "subnet-0123456789abcdef0" }
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
  }

  expect_failures = [data.aws_lb.existing]
}

run "an_existing_load_balancer_of_another_type" {
  command = plan

  variables {
    vpc_id                 = null
    subnets                = {}
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
  }

  override_data {
    target = data.aws_lb.existing
    values = {
      load_balancer_type                                           = "gateway"
      internal                                                     = true
      security_groups                                              = ["sg-0aaaaaaaaaaaaaaaa"]
      enforce_security_group_inbound_rules_on_private_link_traffic = "off"
    }
  }

  expect_failures = [data.aws_lb.existing]
}

run "an_existing_load_balancer_on_the_internet" {
  command = plan

  variables {
    vpc_id                 = null
    subnets                = {}
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
  }

  override_data {
    target = data.aws_lb.existing
    values = {
      load_balancer_type                                           = "network"
      internal                                                     = false
      security_groups                                              = ["sg-0aaaaaaaaaaaaaaaa"]
      enforce_security_group_inbound_rules_on_private_link_traffic = "off"
    }
  }

  expect_failures = [data.aws_lb.existing]
}

run "an_existing_load_balancer_without_security_group" {
  command = plan

  variables {
    vpc_id                 = null
    subnets                = {}
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
  }

  override_data {
    target = data.aws_lb.existing
    values = {
      load_balancer_type                                           = "network"
      internal                                                     = true
      security_groups                                              = []
      enforce_security_group_inbound_rules_on_private_link_traffic = "off"
    }
  }

  expect_failures = [data.aws_lb.existing]
}

run "an_existing_load_balancer_that_drops_private_link_traffic" {
  command = plan

  variables {
    vpc_id                 = null
    subnets                = {}
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
  }

  override_data {
    target = data.aws_lb.existing
    values = {
      load_balancer_type                                           = "network"
      internal                                                     = true
      security_groups                                              = ["sg-0aaaaaaaaaaaaaaaa"]
      enforce_security_group_inbound_rules_on_private_link_traffic = "on"
    }
  }

  expect_failures = [data.aws_lb.existing]
}

run "an_existing_listener_that_speaks_another_protocol" {
  command = plan

  variables {
    vpc_id                 = null
    subnets                = {}
    existing_load_balancer = { arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef" }
    ports                  = { syslog = { port = 514, protocol = "UDP", existing_listener = true } }
  }

  expect_failures = [data.aws_lb_listener.existing["syslog"]]
}

run "an_existing_listener_on_a_new_load_balancer" {
  command = plan

  variables {
    ports = { api = { port = 443, existing_listener = true } }
  }

  expect_failures = [data.aws_lb_listener.existing["api"]]
}

run "an_endpoint_that_is_named_twice" {
  command = plan

  variables {
    accepted_endpoint_ids         = ["vpce-0123456789abcdef0"]
    accepted_endpoint_ids_by_name = { tray = "vpce-0123456789abcdef0" }
  }

  expect_failures = [aws_vpc_endpoint_connection_accepter.this]
}

run "a_principal_that_is_named_twice" {
  command = plan

  variables {
    allowed_principals_by_name = { tray = "arn:aws:iam::111111111111:role/tray-privatelink-acme" }
  }

  expect_failures = [aws_vpc_endpoint_service_allowed_principal.this]
}

run "a_wildcard_under_a_name" {
  command = plan

  variables {
    allowed_principals_by_name = { everybody = "*" }
  }

  expect_failures = [var.allowed_principals_by_name]
}

run "a_service_id_under_a_name" {
  command = plan

  variables {
    accepted_endpoint_ids_by_name = { tray = "vpce-svc-0123456789abcdef0" }
  }

  expect_failures = [var.accepted_endpoint_ids_by_name]
}

run "a_load_balancer_name_with_an_underscore" {
  command = plan

  variables {
    load_balancer_name = "my_balancer"
  }

  expect_failures = [var.load_balancer_name]
}

run "a_security_group_name_for_its_id" {
  command = plan

  variables {
    security_group_ids_by_name = { edge = "edge" }
  }

  expect_failures = [var.security_group_ids_by_name]
}

run "a_security_group_for_a_load_balancer_that_cannot_have_one" {
  command = plan

  variables {
    load_balancer_without_security_group = true
    security_group_ids                   = ["sg-0bbbbbbbbbbbbbbbb"]
  }

  expect_failures = [aws_lb.this]
}

run "records_of_no_private_name" {
  command = plan

  variables {
    private_dns_record_ids = { txt = "record" }
  }

  expect_failures = [terraform_data.private_dns_records]
}

run "records_beside_route53" {
  command = plan

  variables {
    private_dns            = { name = "orders.example.com", route53 = { zone_id = "Z0123456789ABCDEFGHIJ" } }
    private_dns_record_ids = { txt = "record" }
  }

  expect_failures = [terraform_data.private_dns_records]
}

run "topic_policies_of_no_topic" {
  command = plan

  variables {
    connection_notifications      = {}
    notification_topic_policy_ids = { events = "policy" }
  }

  expect_failures = [terraform_data.notification_topic_policies]
}

run "more_rules_than_a_security_group_holds" {
  command = plan

  variables {
    ports = { for port in range(8000, 8031) : "p${port}" => { port = port } }
  }

  expect_failures = [check.security_group_has_room_for_the_rules]
}
