# The producer's side, and its own first consumer.

resource "aws_lb" "this" {
  name               = local.name
  load_balancer_type = "network"
  internal           = true
  subnets            = aws_subnet.private[*].id
  security_groups    = [aws_security_group.inline.id]
}

resource "aws_lb_target_group" "this" {
  name        = local.name
  port        = 443
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = aws_vpc.this.id
}

# In the VPC's second block.
resource "aws_lb_target_group_attachment" "this" {
  target_group_arn = aws_lb_target_group.this.arn
  target_id        = cidrhost(aws_subnet.pods.cidr_block, 20)
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.this.arn]
  private_dns_name           = "api.shop.example.com"
  allowed_principals         = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
  tags                       = { Name = local.name }
}

resource "aws_route53_zone" "public" {
  name = "example.com"
}

# At the registered domain, two levels above the private name.
resource "aws_route53_record" "verification" {
  zone_id = aws_route53_zone.public.zone_id
  name    = aws_vpc_endpoint_service.this.private_dns_name_configuration[0].name
  type    = aws_vpc_endpoint_service.this.private_dns_name_configuration[0].type
  ttl     = 60
  records = [aws_vpc_endpoint_service.this.private_dns_name_configuration[0].value]
}

resource "aws_vpc_endpoint_service_private_dns_verification" "this" {
  service_id            = aws_vpc_endpoint_service.this.id
  wait_for_verification = true
  depends_on            = [aws_route53_record.verification]
}

resource "aws_vpc_endpoint" "own" {
  vpc_id              = aws_vpc.this.id
  service_name        = aws_vpc_endpoint_service.this.service_name
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.private[0].id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
  depends_on          = [aws_vpc_endpoint_service_private_dns_verification.this]
}
